import { browserBinary } from '../bin/servers/browser-binary.mjs';

/** Nothing that goes to a network, and nothing that asks. As root, Chromium runs only without its sandbox. */
const args = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** How the browser of tests and pictures is started, without a window. */
export const launchOptions = async () => ({ executablePath: await browserBinary(), args });
