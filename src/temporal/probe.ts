import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Config } from '../config.ts';

/** What is wrong with a connection, and what to correct; each a part of a sentence. */
export interface Fault {
  readonly says: string;
  readonly todo: string;
}

export type ProbedConfig = Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_TLS' | 'TEMPORAL_API_KEY'>;

/** Within the patience with Temporal itself, so that what is found is said instead of "does not answer". */
const patienceMs = 1_500;
const usualPort = 7_233;

/**
 * Connects to Temporal's address once without its client, which only says that its time is over, and derives from what
 * happens why no connection comes about. Null: gRPC is spoken there as configured, so the cause is another.
 */
export async function probeTemporal(config: ProbedConfig): Promise<Fault | null> {
  const at = placeOf(config.TEMPORAL_ADDRESS);
  const [plain, secured] = await Promise.all([answerAt(at, false), answerAt(at, true)]);
  const where = `${at.host}:${at.port}`;
  if (!plain.isOpen) return notOpen(plain, at);
  return config.TEMPORAL_TLS || config.TEMPORAL_API_KEY !== undefined
    ? wrongWithTls(plain, secured, { where, hasKey: config.TEMPORAL_API_KEY !== undefined })
    : wrongWithoutTls(plain, secured, where);
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, `host` or `[::1]:7233`. */
export function placeOf(address: string): Place {
  const { hostname, port } = new URL(`grpc://${address}`);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usualPort : Number(port) };
}

/** How far a connection came. */
interface Answer {
  /** The host's address is known. */
  readonly isFound: boolean;
  /** TCP was connected, and TLS agreed on if it was asked for. */
  readonly isOpen: boolean;
  /** The other side began HTTP/2, as every gRPC server does. */
  readonly isHttp2: boolean;
  /** What ended it, of Node or OpenSSL; null if nothing more happened in time. */
  readonly error: NodeJS.ErrnoException | null;
}

function answerAt({ host, port }: Place, isSecured: boolean): Promise<Answer> {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = isSecured
    ? connectTls({ host, port, ALPNProtocols: ['h2'], ...servername })
    : connectTcp({ host, port });
  let isFound = false;
  let isOpen = false;
  socket.once('lookup', (error) => {
    isFound = !error;
  });
  socket.once(isSecured ? 'secureConnect' : 'connect', () => {
    isOpen = true;
  });
  return new Promise((resolve) => {
    const session = connectHttp2('http://temporal', { createConnection: () => socket });
    const end = (isHttp2: boolean, error: Error | null) => {
      clearTimeout(timer);
      resolve({ isFound: isFound || isIP(host) !== 0, isOpen, isHttp2, error });
      session.destroy();
      socket.destroy();
    };
    const timer = setTimeout(() => end(false, null), patienceMs);
    session.once('remoteSettings', () => end(true, null));
    // It goes on failing while it is taken down.
    session.on('error', (error) => end(false, error));
    socket.on('error', (error) => end(false, error));
    session.once('close', () => end(false, new Error('the connection was closed')));
  });
}

function notOpen({ isFound, error }: Answer, { host, port }: Place): Fault {
  const where = `${host}:${port}`;
  const why = error?.code ?? `not within ${patienceMs / 1_000} s`;
  if (why === 'ENOTFOUND') return { says: `no host is called ${host} (${why})`, todo: 'correct TEMPORAL_ADDRESS' };
  if (!isFound)
    return {
      says: `the host ${host} could not be looked up (${why})`,
      todo: 'correct TEMPORAL_ADDRESS, or repair the DNS of this machine',
    };
  if (why === 'ECONNREFUSED')
    return { says: `nothing listens at ${where} (${why})`, todo: 'start Temporal, or correct TEMPORAL_ADDRESS' };
  return {
    says: `no connection to ${where} comes about (${why})`,
    todo: 'correct TEMPORAL_ADDRESS, or let this machine through (network, firewall)',
  };
}

function wrongWithoutTls(plain: Answer, secured: Answer, where: string): Fault | null {
  if (plain.isHttp2) return null;
  if (secured.isOpen || isCertificateRefused(secured))
    return { says: `${where} speaks TLS`, todo: 'set TEMPORAL_TLS=true' };
  return notTemporal(plain, where);
}

interface Secured {
  readonly where: string;
  readonly hasKey: boolean;
}

function wrongWithTls(plain: Answer, secured: Answer, { where, hasKey }: Secured): Fault | null {
  if (secured.isHttp2) return null;
  if (plain.isHttp2)
    return hasKey
      ? {
          says: `${where} does not speak TLS, without which TEMPORAL_API_KEY is not sent`,
          todo: 'correct TEMPORAL_ADDRESS, or remove TEMPORAL_API_KEY',
        }
      : { says: `${where} does not speak TLS`, todo: 'set TEMPORAL_TLS=false' };
  if (isCertificateRefused(secured))
    return {
      says: `the certificate of ${where} is not accepted (${secured.error?.message})`,
      todo: 'correct TEMPORAL_ADDRESS, or make its authority known (NODE_EXTRA_CA_CERTS)',
    };
  if (asksForCertificate(secured))
    return {
      says: `${where} asks for a client certificate, which is not supported`,
      todo: 'let it accept connections without one, or correct TEMPORAL_ADDRESS',
    };
  return notTemporal(secured.isOpen ? secured : plain, where);
}

function notTemporal({ error }: Answer, where: string): Fault {
  if (error === null)
    return {
      says: `${where} accepts connections and then says nothing`,
      todo: 'restart Temporal if it hangs, or correct TEMPORAL_ADDRESS',
    };
  return { says: `what answers at ${where} is not Temporal`, todo: 'correct TEMPORAL_ADDRESS' };
}

/** Node's codes of certificates that are refused (docs: tls, X509 certificate error codes). */
const isCertificateRefused = ({ error }: Answer): boolean =>
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CRL_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT)/.test(error?.code ?? '');

/** OpenSSL's alerts of a server that accepts clients with a certificate only; before TLS 1.3 it has no better one. */
const asksForCertificate = ({ error }: Answer): boolean =>
  /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE)$/.test(error?.code ?? '');
