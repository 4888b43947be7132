import sharedClient from '@sendgrid/client';
import type { WatchedTransport } from './watched-transport.ts';

/** The class of SendGrid's client; the package's types show only the instance that all its users share. */
const Client = sharedClient.constructor as new () => typeof sharedClient;

export interface SendGridAccess {
  readonly apiKey: string;
  /** `https://api.sendgrid.com`, its EU host, or a fake. */
  readonly baseUrl: string;
}

/**
 * SendGrid's own client with what it leaves open settled: a time limit for the whole call, no redirects (they would
 * take the key along), no retries, and nothing shared between clients.
 */
export function sendGridClient(
  { apiKey, baseUrl }: SendGridAccess,
  signal: AbortSignal,
  transport?: WatchedTransport,
): typeof sharedClient {
  const client = new Client();
  // Not with setApiKey, which complains on the console about keys whose form it does not know.
  client.setDefaultHeader('Authorization', `Bearer ${apiKey}`);
  const settings = { baseUrl, signal, maxRedirects: 0, url: '/v3/', ...(transport === undefined ? {} : { transport }) };
  client.setDefaultRequest(settings);
  return client;
}
