import type { Played } from '../../dev/example/arrived.ts';
import { answerTo, type Found } from '../../dev/example/findings.ts';
import { type Acting, perform } from '../../dev/example/perform.ts';
import { prepare } from '../../dev/example/play.ts';
import { type Row, withQuestions } from '../../dev/example/row.ts';
import { beginScene } from '../../dev/example/scene.ts';
import type { Stage } from '../../dev/example/stage.ts';
import { workflowIdOf } from '../../src/temporal/waker.ts';
import type { TimeSkippingService } from '../support/time-skipping.ts';

const minuteMs = 60_000;
/** What is written to this domain arrives. */
export const replyDomain = 'reply.acme.example';
const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain };
/** For what happens in real time, on a busy machine. */
const patienceSeconds = 60;

/** One row of the rules' table with its account and conversation. */
export interface Staged {
  readonly row: Row;
  readonly stage: Stage;
  readonly workflowId: string;
}

/** Makes the account and its agents: one who is online, unless the row says otherwise. */
export async function staged(service: TimeSkippingService, written: Row): Promise<Staged> {
  const { number, start } = written;
  const row = { ...written, start: { agents: { ada: 'online' }, ...start } } as const;
  const choice = start.choice === undefined ? {} : { emailForwarding: start.choice };
  const { id, chat, siteKey, identitySecret } = await service.account({ sender, ...start.settings, ...choice });
  const conversationId = `example-${number}`;
  const stage = {
    ...{ frontend: chat, request: service.request, siteKey, identitySecret },
    ...{ conversationId, address: `visitor-${number}@example.com`, page: null, mailbox: service.mailbox },
  };
  await prepare(row, stage);
  return { row, stage, workflowId: workflowIdOf({ accountId: id, conversationId }) };
}

/** Rows on one timeline, since the server has one time for all. */
export interface Performance {
  /** Plays on, up to and including a minute. */
  playUntil(minute: number): Promise<void>;
  /** What was played of a row, in minutes of the server's clock: an email arrived when it was accepted. */
  played(staged: Staged): Promise<Played>;
  minuteOf(time: string | null): number;
}

/** Lets the rows begin: it is minute 0. */
export async function begin(service: TimeSkippingService, stages: readonly Staged[]): Promise<Performance> {
  const startedAt = await service.now();
  const minuteOf = (time: string | null) => (Date.parse(time ?? '') - startedAt) / minuteMs;
  const parts = await Promise.all(
    stages.map(async ({ row, stage }) => {
      const scene = await beginScene(row, stage);
      const acting: Acting = {
        stage,
        scene,
        said: [],
        lateSeconds: patienceSeconds,
        stop: new AbortController().signal,
      };
      const found: Found[] = [];
      return { row, acting, found, acts: actsOf(row, acting, found) };
    }),
  );
  let played = Number.NEGATIVE_INFINITY;
  return {
    minuteOf,
    playUntil: async (until) => {
      const all = new Set(parts.flatMap(({ acts }) => acts.map(({ at }) => at)));
      const minutes = [...all].filter((at) => at > played && at <= until).sort((a, b) => a - b);
      played = until;
      for (const minute of minutes) {
        await service.sleepUntil(startedAt + minute * minuteMs);
        await Promise.all(
          parts.map(async ({ acts }) => {
            for (const { at, does } of acts) if (at === minute) await does();
          }),
        );
      }
      await service.sleepUntil(startedAt + until * minuteMs);
    },
    played: async ({ row }) => {
      const part = parts.find((one) => one.row === row);
      if (part === undefined) throw new Error(`'${row.what}' is not played`);
      const { acting, found } = part;
      const chat = await acting.scene.chat();
      return { chat, said: acting.said, found, minuteOf: (_, delivery) => minuteOf(delivery?.acceptedAt ?? null) };
    },
  };
}

/** What people do, and then what the row wants to know, by minute. */
function actsOf(row: Row, acting: Acting, found: Found[]) {
  return withQuestions(row).map((happening) => ({
    at: happening.at,
    does: async () => {
      if (happening.kind !== 'finds') return void (await perform(happening, acting));
      const { at, finding, expected } = happening;
      found.push({ at, expected, got: await answerTo(finding, acting) });
    },
  }));
}
