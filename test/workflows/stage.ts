import type { Mail } from '../../dev/sendgrid/mail.ts';
import type { Delivery } from '../../src/contract/deliveries.ts';
import type { Message } from '../../src/contract/messages.ts';
import { workflowIdOf } from '../../src/temporal/waker.ts';
import type { TimeSkippingService } from '../support/time-skipping.ts';
import type { Example } from './examples.ts';
import { type Scene, textOf } from './happenings.ts';

const minuteMs = 60_000;

/** One worked example with its account and conversation. */
export interface Staged extends Scene {
  readonly example: Example;
  readonly workflowId: string;
  /** What was asked of the API while the story went on, as the example expects it. */
  readonly outcomes: [at: number, seq: number, outcome: string][];
}

/** Makes the account, its one agent with their status, and what the conversation needs before minute 0. */
export async function staged(service: TimeSkippingService, example: Example, nth: number): Promise<Staged> {
  const { agent = 'online', choice = 'unreadReplies', identified = true } = example.start ?? {};
  const account = await service.account({ emailForwarding: choice });
  const { chat } = account;
  await chat.addAgent('ada', 'Ada');
  await chat.setStatus('ada', agent);
  const conversation = chat.conversation(`example-${nth}`);
  const address = `visitor-${nth}@example.com`;
  const workflowId = workflowIdOf({ accountId: account.id, conversationId: conversation.id });
  const begin = { at: 0, does: () => conversation.begin(identified ? { email: address } : {}) };
  const happens = [begin, ...example.happens];
  return { example: { ...example, happens }, chat, conversation, address, workflowId, outcomes: [] };
}

/** Plays all stories on one timeline, up to and including a minute; answers when minute 0 was, by the server's clock. */
export async function play(service: TimeSkippingService, stages: readonly Staged[], until: number): Promise<number> {
  const stories = stages.map((stage) => ({ stage, acts: actsOf(stage) }));
  const minutes = [...new Set(stories.flatMap(({ acts }) => acts.map(({ at }) => at)))].sort((a, b) => a - b);
  const startedAt = await service.now();
  for (const minute of minutes.filter((at) => at <= until)) {
    await service.sleepUntil(startedAt + minute * minuteMs);
    await Promise.all(
      stories.map(async ({ acts, stage }) => {
        for (const act of acts) if (act.at === minute) await act.does(stage);
      }),
    );
  }
  await service.sleepUntil(startedAt + until * minuteMs);
  return startedAt;
}

/** What people do, and then what the example wants to know, by minute. */
function actsOf(stage: Staged) {
  const { happens, outcomes } = stage.example;
  return [
    ...happens,
    ...outcomes.map(([at, seq]) => ({
      at,
      does: async () => void stage.outcomes.push([at, seq, await outcomeOf(stage, seq)]),
    })),
  ];
}

export async function outcomeOf({ conversation }: Scene, seq: number): Promise<string> {
  const outcome = (await conversation.messages()).find((message) => message.seq === seq)?.outcome;
  if (outcome === undefined) throw new Error(`message ${seq} has no outcome`);
  return outcome.reason === null ? outcome.state : `${outcome.state}: ${outcome.reason}`;
}

/** A mail that the provider accepted, with its entry in the ledger. */
export interface SentMail {
  readonly mail: Mail;
  readonly delivery: Delivery;
}

/** What the example's visitor got, in order. Throws if the ledger tells of other mails than the mailbox. */
export async function mailsOf(service: TimeSkippingService, { chat, address }: Scene): Promise<SentMail[]> {
  const deliveries = await chat.deliveries();
  const mails = await service.mailsTo(address);
  if (mails.length !== deliveries.length)
    throw new Error(`${deliveries.length} deliveries but ${mails.length} mails to ${address}`);
  return mails.map((mail) => {
    const delivery = deliveries.find(({ id }) => id === mail.customArgs.delivery);
    if (delivery === undefined) throw new Error(`no delivery has the mail ${mail.id}`);
    return { mail, delivery };
  });
}

/** The numbers of the messages whose text a mail shows. */
export function shownIn({ text }: Mail, messages: readonly Message[]): number[] {
  return messages.flatMap(({ seq }) => (seq !== null && text?.includes(textOf(seq)) ? [seq] : []));
}
