import { createHmac } from 'node:crypto';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { metaGraphVersion } from './version.ts';

/** Where the Graph API is: `https://graph.facebook.com` and `https://graph.instagram.com`, or a fake. */
export interface GraphHosts {
  readonly facebook: string;
  readonly instagram: string;
}

export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** One of GraphHosts, without a slash at its end. */
  readonly host: string;
  /** Behind the version, such as `/me/messages`. */
  readonly path: string;
  /** Few of Meta's routes have no version. */
  readonly isUnversioned?: boolean;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Null for the few routes that take it in the query. */
  readonly accessToken: string | null;
  /** The app's secrets, newest first, where Meta takes a proof that the app itself uses the token; by default none is given. */
  readonly provenBy?: readonly string[];
  /** For the whole exchange, from looking up the host to the answer's last byte, repetitions included. */
  readonly timeoutMs: number;
}

/**
 * What came of a request. `noConnection`: not a byte of it can have left, so nothing happened. `cutOff`: it may or may
 * not have been carried out.
 */
export type GraphAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown; readonly headers: GraphHeaders }
  | { readonly kind: 'noConnection' | 'cutOff'; readonly code: string };

export type GraphHeaders = Readonly<Record<string, string>>;

/** Answers are a few hundred bytes; what is longer is not read, and its body is null. */
const maxAnswerBytes = 256_000;

/**
 * One request to the Graph API; never rejects, follows no redirect, and is repeated here only with the proof by another
 * of the app's secrets, and at last without one, when Meta has refused it for that alone. The token goes in the header, where no proxy notes it
 * down. The body is the answer's JSON, or null if it is not JSON.
 */
export async function graphRequest(request: GraphRequest): Promise<GraphAnswer> {
  const { accessToken, provenBy = [], query, timeoutMs } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  if (accessToken === null || provenBy.length === 0) return requestOnce(request, signal);
  for (const secret of provenBy) {
    const proven = { ...query, appsecret_proof: createHmac('sha256', secret).update(accessToken).digest('hex') };
    const answer = await requestOnce({ ...request, query: proven }, signal);
    if (!refusesProof(answer)) return answer;
  }
  return requestOnce(request, signal);
}

/** What Meta says of a proof by another app's secret, or an older one, before it does anything (Graph API, "Secure requests"). */
const refusesProof = (answer: GraphAnswer) =>
  answer.kind === 'answered' && JSON.stringify(answer.body)?.includes('Invalid appsecret_proof') === true;

async function requestOnce(request: GraphRequest, signal: AbortSignal): Promise<GraphAnswer> {
  let isConnected = false;
  try {
    return await exchange(request, signal, () => {
      isConnected = true;
    });
  } catch (error) {
    const code = signal.aborted ? 'ETIMEDOUT' : codeOf(error);
    return { kind: isConnected ? 'cutOff' : 'noConnection', code };
  }
}

function exchange(request: GraphRequest, signal: AbortSignal, connected: () => void): Promise<GraphAnswer> {
  const { method, accessToken } = request;
  const url = urlOf(request);
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  const headers = {
    accept: 'application/json',
    ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
    ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
  const isHttps = url.protocol === 'https:';
  const agent = isHttps ? secureAgent : plainAgent;
  return new Promise((resolve, reject) => {
    const sent = (isHttps ? https : http).request(url, { method, headers, agent, signal }, (response) => {
      read(response).then(resolve, reject);
    });
    sent.once('socket', (socket) => watch(socket, connected));
    sent.once('error', reject);
    sent.end(body);
  });
}

function urlOf({ host, path, query, isUnversioned = false }: GraphRequest): URL {
  const url = new URL(`${host}${isUnversioned ? '' : `/${metaGraphVersion}`}${path}`);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}

async function read(response: IncomingMessage): Promise<GraphAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxAnswerBytes) break;
    chunks.push(chunk as Buffer);
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
  const body = bytes > maxAnswerBytes ? null : parsed(Buffer.concat(chunks).toString('utf8'));
  return { kind: 'answered', status: response.statusCode ?? 0, body, headers: Object.fromEntries(headers) };
}

/** Only the socket tells a request that never left from one that may have been carried out. */
function watch(socket: Socket, connected: () => void): void {
  const isSecure = socket instanceof TLSSocket;
  if (!isSecure && !socket.connecting) connected();
  socket.once(isSecure ? 'secureConnect' : 'connect', connected);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'no answer';
};

/** A kept connection that the host is just closing would leave a request's end unknown, so each has its own. */
const plainAgent = new http.Agent({ keepAlive: false });
const secureAgent = new https.Agent({ keepAlive: false });
