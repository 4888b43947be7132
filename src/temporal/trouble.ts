import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Fault } from './probe.ts';

/** Temporal's client, and what finds out why it comes to no connection (probe.ts). */
export interface TemporalAccess {
  readonly client: Client;
  readonly probe: () => Promise<Fault | null>;
}

/** What is wrong with Temporal: `says` follows its name; an `unfit` one answers, but cannot be used as it is. */
export interface TemporalTrouble extends Fault {
  readonly state: 'away' | 'unfit';
}

/** If it has not answered by then, it is found out why. */
const probeAfterMs = 300;
/** What was found out is said then; before, an answer may still come. */
const usualPatienceMs = 2_000;
const probeEndsMs = 500;

/**
 * Whether Temporal answers and has our namespace; null: it does.
 * @param patienceMs how long to wait for an answer of one that seems well, and may only be slow
 */
export async function askTemporal(
  access: TemporalAccess,
  patienceMs = usualPatienceMs,
): Promise<TemporalTrouble | null> {
  const answered = new AbortController();
  const rest = (ms: number) => pause(ms, undefined, { signal: answered.signal });
  let known: Fault | null = null;
  const looking = rest(probeAfterMs).then(async () => {
    known = await access.probe();
  });
  looking.catch(() => {});
  const silent = async () => {
    await rest(usualPatienceMs);
    await Promise.race([looking, rest(probeEndsMs)]).catch(() => {});
    if (known === null) await rest(patienceMs - usualPatienceMs);
    return noAnswer(known, `within ${patienceMs / 1_000} s`);
  };
  try {
    return await Promise.race([described(access, patienceMs), silent()]);
  } finally {
    answered.abort();
  }
}

async function described(access: TemporalAccess, patienceMs: number): Promise<TemporalTrouble | null> {
  const { client } = access;
  const { namespace } = client.options;
  try {
    await client.withDeadline(Date.now() + patienceMs, () => client.workflowService.describeNamespace({ namespace }));
    return null;
  } catch (error) {
    return troubleOf(error, access);
  }
}

/** grpc.io, status codes. */
const notFound = 5;
const permissionDenied = 7;
const unauthenticated = 16;

/** What an error of a call says about Temporal; null: only that the key may not do this, which by itself is no fault. */
export async function troubleOf(error: unknown, { client, probe }: TemporalAccess): Promise<TemporalTrouble | null> {
  const { namespace } = client.options;
  const words = error instanceof Error ? error.message : String(error);
  switch (grpcCode(error)) {
    case notFound:
      return {
        state: 'unfit',
        says: `has no namespace ${namespace}`,
        todo: `create it (temporal operator namespace create -n ${namespace}), or correct TEMPORAL_NAMESPACE`,
      };
    case permissionDenied:
      return (await mayAskNothing(client)) ? keyRefused(words) : null;
    case unauthenticated:
      return keyRefused(words);
    default:
      return noAnswer(await probe().catch(() => null), `(${words})`);
  }
}

const noAnswer = (known: Fault | null, otherwise: string): TemporalTrouble => ({
  state: 'away',
  says: `does not answer${known === null ? ` ${otherwise}` : `, because ${known.says}`}`,
  todo: known?.todo ?? "see Temporal's log",
});

const keyRefused = (words: string): TemporalTrouble => ({
  state: 'away',
  says: `accepts no call (${words})`,
  todo: 'correct TEMPORAL_API_KEY, which is missing, wrong or expired',
});

/** Temporal denies the permission for everything if it does not know the key; what it is itself, any key may ask. */
async function mayAskNothing(client: Client): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + 2_000, () => client.workflowService.getSystemInfo({}));
    return false;
  } catch (error) {
    return grpcCode(error) === permissionDenied;
  }
}

/** The code of a gRPC error, which is a number; other errors of a call have strings (ECONNREFUSED). */
function grpcCode(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}
