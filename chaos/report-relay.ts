import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A provider's report that the service answered with 2xx, and so must know from then on. */
export interface TakenReport {
  readonly takenAt: number;
  readonly event: string;
  /** The email's id in the provider's mailbox. */
  readonly mailId: string;
  readonly deliveryId: string | null;
}

/** An echo of Meta's that the service answered with 200. */
export interface TakenEcho {
  readonly takenAt: number;
  /** The platform's id of the message that it shows. */
  readonly mid: string;
}

/** Stands between the provider and the service like a load balancer: passes on each post unchanged, to each in turn. */
export interface Relay {
  /** Where the provider posts. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface ReportRelay extends Relay {
  /** All reports that were accepted so far, in order, including repeated ones. */
  readonly taken: readonly TakenReport[];
}

const Posted = z.array(
  z.object({
    event: z.string(),
    type: z.string().optional(),
    sg_message_id: z.string(),
    delivery: z.string().optional(),
  }),
);

const PostedEvents = z.object({
  entry: z.array(
    z.object({
      messaging: z.array(
        z.object({ message: z.object({ mid: z.string(), is_echo: z.boolean().optional() }).optional() }),
      ),
    }),
  ),
});

const answerWithinMs = 10_000;

/** Records what was accepted and when. */
export async function startReportRelay(targets: readonly string[]): Promise<ReportRelay> {
  const taken: TakenReport[] = [];
  const relay = await startRelay(targets, (body) => void taken.push(...reportsIn(body, Date.now())));
  return { ...relay, taken };
}

/** For visitors' emails, of which the provider itself knows what was accepted. */
export const startInboundRelay = (targets: readonly string[]): Promise<Relay> => startRelay(targets, () => {});

/** For what Meta tells; it also passes on the question whether the address is the app's. */
export async function startEchoRelay(
  targets: readonly string[],
): Promise<Relay & { readonly taken: readonly TakenEcho[] }> {
  const taken: TakenEcho[] = [];
  const relay = await startRelay(targets, (body) => void taken.push(...echoesIn(body, Date.now())));
  return { ...relay, taken };
}

async function startRelay(targets: readonly string[], accepted: (body: Buffer) => void): Promise<Relay> {
  let turn = 0;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request).catch(() => null);
    if (body === null) return; // the connection broke in the middle of the body
    turn += 1;
    const target = targets[turn % targets.length] as string;
    if (request.method === 'GET') {
      const { status, text } = await askThere(target, request);
      response.writeHead(status).end(text);
      return;
    }
    const status = await passOn(target, request, body);
    if (status < 300) accepted(body);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Returns the service's status; 503 if it cannot be reached. */
async function passOn(target: string, { headers: given }: IncomingMessage, body: Buffer): Promise<number> {
  const headers = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      name === 'content-type' || name.startsWith('x-') ? [[name, String(value)]] : [],
    ),
  );
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    const answer = await fetch(target, { method: 'POST', headers, body: new Uint8Array(body), signal });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 503;
  }
}

async function askThere(target: string, { url = '' }: IncomingMessage) {
  const query = new URL(url, 'http://127.0.0.1').search;
  try {
    const answer = await fetch(`${target}${query}`, { signal: AbortSignal.timeout(answerWithinMs) });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return { status: 503, text: '' };
  }
}

function echoesIn(body: Buffer, takenAt: number): TakenEcho[] {
  const events = PostedEvents.parse(JSON.parse(body.toString('utf8'))).entry.flatMap(({ messaging }) => messaging);
  return events.flatMap(({ message }) => (message?.is_echo === true ? [{ takenAt, mid: message.mid }] : []));
}

/** The event's name here: a bounce that is not about the address is `blocked`. */
function reportsIn(body: Buffer, takenAt: number): TakenReport[] {
  return Posted.parse(JSON.parse(body.toString('utf8'))).map(({ event, type, sg_message_id, delivery }) => ({
    takenAt,
    event: type === 'blocked' ? 'blocked' : event,
    mailId: sg_message_id.split('.')[0] as string,
    deliveryId: delivery ?? null,
  }));
}
