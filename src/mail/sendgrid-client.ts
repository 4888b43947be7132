import sharedClient from '@sendgrid/client';
import type { WatchedTransport } from './watched-transport.ts';

/** A client of our own: the package's types show only the instance that all its users share. */
const Client = sharedClient.constructor as new () => typeof sharedClient;

export interface SendGridAccess {
  readonly apiKey: string;
  /** `https://api.sendgrid.com`, its EU host, or a fake. */
  readonly baseUrl: string;
}

/**
 * SendGrid's own client with what it leaves open decided: a time limit for everything, no redirect (the key would follow
 * it), no retry, and nothing shared between clients.
 */
export function sendGridClient(
  { apiKey, baseUrl }: SendGridAccess,
  signal: AbortSignal,
  transport?: WatchedTransport,
): typeof sharedClient {
  const client = new Client();
  // Set here rather than by setApiKey, which writes to the console about keys that it does not know.
  client.setDefaultHeader('Authorization', `Bearer ${apiKey}`);
  const settings = { baseUrl, signal, maxRedirects: 0, url: '/v3/', ...(transport === undefined ? {} : { transport }) };
  client.setDefaultRequest(settings);
  return client;
}
