import { isIPv4 } from 'node:net';

/** Whether a host is this machine, as the browser names it too: 127.0.0.1, localhost, [::1]. */
export const isLoopback = (host: string): boolean =>
  ['localhost', '::1', '[::1]'].includes(host) || (isIPv4(host) && host.startsWith('127.'));
