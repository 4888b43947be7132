import type dns from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { type EndpointRules, hostOf, mayConnectTo, wrongWith } from './endpoint.ts';
import { guarded } from './guarded-lookup.ts';

export interface FetchOptions extends EndpointRules {
  /** Whose names, and all names below them, files may come from; in development also this machine. */
  readonly hosts: readonly string[];
  /** For all of it, with what it is redirected to. */
  readonly timeoutMs: number;
  readonly lookup?: typeof dns.lookup;
}

/** The file cannot be had: it is elsewhere, gone, or did not come in time. */
export class NotFetchedError extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(`the file could not be fetched: ${why}`, options);
    this.name = 'NotFetchedError';
  }
}

/** More redirects are not followed. */
const maxRedirects = 3;

/**
 * The bytes of a file at an address that somebody else wrote, as they come, once they are asked for. Only certain hosts are
 * asked, by TLS and never on a private network; so is whatever they redirect to. Throws NotFetchedError alone.
 */
export async function* fetchFile(address: string, options: FetchOptions): AsyncGenerator<Uint8Array> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    yield* await responseOf(address, options, signal);
  } catch (error) {
    if (error instanceof NotFetchedError) throw error;
    throw new NotFetchedError(signal.aborted ? 'it took too long' : 'the connection failed', { cause: error });
  }
}

async function responseOf(address: string, options: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  let url = allowed(address, options);
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await get(url, { signal, lookup: guarded(options) });
    const { statusCode: status = 0, headers } = response;
    if (status === 200) return response;
    response.destroy();
    if (status < 300 || status > 399 || headers.location === undefined) throw new NotFetchedError(`status ${status}`);
    url = allowed(headers.location, options, url);
  }
  throw new NotFetchedError('too many redirects');
}

function allowed(address: string, options: FetchOptions, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base?.href) : null;
  if (url === null || wrongWith(url.href, options) !== null) throw new NotFetchedError('its address is not allowed');
  const host = hostOf(url);
  // What is not public passes `wrongWith` and this in development alone.
  const isHere = isIP(host) !== 0 && options.allowLoopback && mayConnectTo(host, options);
  const isTheirs = options.hosts.some((theirs) => host === theirs || host.endsWith(`.${theirs}`));
  if (!isHere && !isTheirs) throw new NotFetchedError('it is on a host of somebody else');
  return url;
}

function get(url: URL, options: Pick<http.RequestOptions, 'signal' | 'lookup'>): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    // No agent: a connection is never used again, so that each is checked.
    const asked = send(url, { method: 'GET', headers: { accept: '*/*' }, agent: false, ...options }, resolve);
    asked.on('error', reject);
    asked.end();
  });
}
