import { setTimeout as sleep } from 'node:timers/promises';
import { mailsTo } from '../dev/example/mailbox.ts';
import type { Client } from '../packages/client/src/index.ts';
import type { Delivery } from '../src/contract/deliveries.ts';
import { type Act, addressGivenBy, type DoneAct, type PlannedAct } from './acts.ts';
import { everyPage } from './evidence.ts';
import { apiIdOf, plannedIdOf } from './pages.ts';
import type { PatientClient } from './patient-client.ts';
import type { Answering, Plan } from './plan.ts';
import { addressOf, type ConversationPlan } from './plan-conversation.ts';
import type { DirectPlan, LastWords } from './plan-direct.ts';
import { type DirectAct, isDirectAct, onChannel } from './play-direct.ts';

/** What has been done so far; grows while the plan is played. */
export interface Journal {
  readonly acts: DoneAct[];
}

/**
 * Plays the whole plan, each act at its time or as soon as the previous one is acknowledged. Acts whose turn has not
 * come after `seconds` are left out; those under way are finished.
 */
export async function play(plan: Plan, seconds: number, on: Omit<Stage, 'startedAt' | 'endsAt'>) {
  const startedAt = Date.now();
  const stage: Stage = { ...on, startedAt, endsAt: startedAt + seconds * 1_000 };
  await Promise.all([
    inTurn({ ...stage, endsAt: Number.POSITIVE_INFINITY }, null, plan.account, { known: 0 }),
    ...plan.conversations.map((conversation) => playConversation(stage, conversation)),
    ...plan.direct.map((conversation) => playDirect(stage, conversation)),
  ]);
}

/**
 * Plays what is done at last: each visitor answers the newest email that they got, those on the channels write once more
 * and are answered, and a person replays what is parked there.
 */
export async function playAnswers({ answers, lastWords, seconds }: Answering, on: Omit<Stage, 'startedAt' | 'endsAt'>) {
  const stage: Stage = { ...on, startedAt: Date.now(), endsAt: Number.POSITIVE_INFINITY };
  const replays = await parkedOnChannels(stage.client);
  await Promise.all([
    ...answers.map(({ conversation, answer }) => inTurn(stage, conversation, [answer], { known: 0 })),
    ...lastWords.map((words) => playLastWords(stage, words)),
    ...replays.map(({ conversation, deliveryId }, index) => {
      const atMs = (index / replays.length) * seconds * 1_000;
      return inTurn(stage, conversation, [{ atMs, act: { kind: 'replay', deliveryId } }], { known: 0 });
    }),
  ]);
}

/** What is parked there and surely did not arrive. */
async function parkedOnChannels({ ask }: PatientClient) {
  const parked = await everyPage<Delivery>((cursor) =>
    ask((api) => api.deliveries.list({ status: 'parked', limit: 200, ...cursor })),
  );
  return parked
    .filter(({ channel, attempts }) => channel !== 'email' && attempts.every(({ end }) => end !== 'unknown'))
    .map(({ id, conversationId }) => ({ deliveryId: id, conversation: plannedIdOf(conversationId) }));
}

interface Stage {
  readonly client: PatientClient;
  /** The provider, where the visitor's emails are. */
  readonly mailbox: string;
  /** Meta, where the visitors of the channels are. */
  readonly meta: string;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly journal: Journal;
  readonly stop: AbortSignal;
}

/** The last place that the visitor and the agent know of. */
interface Shared {
  known: number;
}

async function playConversation(stage: Stage, { id, email, begin, visitor, agent }: ConversationPlan): Promise<void> {
  const shared: Shared = { known: 0 };
  await inTurn(stage, id, [begin], shared);
  if (!stage.journal.acts.some(({ conversation }) => conversation === id)) return;
  await Promise.all([inTurn(stage, id, visitor, shared), inTurn(stage, id, agent, shared)]);
  // The act that gives the address did not get its turn in time, so an agent enters it and replies can be sent.
  const late: Act = { kind: 'identify', email: email ?? '', source: 'agent' };
  if (email !== null && !isIdentified(stage, id) && !stage.stop.aborted)
    note(stage, await perform(stage, id, late, null, shared));
}

/** The conversation is there once the service has processed what the visitor wrote; then the agent answers. */
async function playDirect(stage: Stage, { id, begin, visitor, agent, ownInbox }: DirectPlan): Promise<void> {
  const shared: Shared = { known: 0 };
  await inTurn(stage, id, [begin], shared);
  const agentPlays = async () => {
    if (await hasBegun(stage, id))
      await Promise.all([inTurn(stage, id, agent, shared), inTurn(stage, id, ownInbox, shared)]);
  };
  await Promise.all([inTurn(stage, id, visitor, shared), agentPlays()]);
}

async function playLastWords(stage: Stage, { id, visitor, agent }: LastWords): Promise<void> {
  const shared: Shared = { known: 0 };
  const isWritten = stage.journal.acts.some(({ conversation }) => conversation === id);
  // All has settled, so what was written is there, or lost.
  if (!isWritten || !(await hasBegun({ ...stage, endsAt: Date.now() + patienceMs }, id))) return;
  await Promise.all([inTurn(stage, id, visitor, shared), inTurn(stage, id, agent, shared)]);
}

const patienceMs = 30_000;

/** Waits until the conversation is there, which the journal notes once. */
async function hasBegun(stage: Stage, id: string): Promise<boolean> {
  const { client, endsAt, stop, journal } = stage;
  const act = { kind: 'begin', email: null } as const;
  while (Date.now() < endsAt && !stop.aborted) {
    const sentAt = Date.now();
    const answer = await client.patiently((api) => api.conversations.get(apiIdOf(id)));
    if (answer.kind === 'acknowledged') {
      const done = { conversation: id, act, sentAt, acknowledgedAt: Date.now() };
      if (!journal.acts.some(({ conversation, act: { kind } }) => conversation === id && kind === 'begin'))
        note(stage, { ...done, seq: null, upTo: null, tries: 1, unanswered: 0, refused: null });
      return true;
    }
    await sleep(500, undefined, { signal: stop }).catch(() => {});
  }
  return false;
}

function isIdentified({ journal }: Stage, id: string): boolean {
  return journal.acts.some(({ conversation, act }) => conversation === id && addressGivenBy(act) !== null);
}

async function inTurn(stage: Stage, id: string | null, acts: readonly PlannedAct[], shared: Shared): Promise<void> {
  for (const { atMs, act } of acts) {
    const untilMs = stage.startedAt + atMs - Date.now();
    if (untilMs > 0) await sleep(untilMs, undefined, { signal: stage.stop }).catch(() => {});
    if (stage.stop.aborted || Date.now() > stage.endsAt) return;
    const upTo = readsUpTo(act, shared);
    if (act.kind === 'read' && upTo === null) continue;
    note(stage, await perform(stage, id, act, upTo, shared));
  }
}

function note({ journal }: Stage, done: DoneAct | null): void {
  if (done !== null) journal.acts.push(done);
}

function readsUpTo(act: Act, { known }: Shared): number | null {
  const butLast = act.kind === 'read' ? act.butLast : act.kind === 'post' && act.reads ? 0 : known;
  return known > butLast ? known - butLast : null;
}

/** @returns the act when it is done; null if there was nothing to do */
async function perform(
  { client, mailbox, meta }: Stage,
  conversation: string | null,
  act: Act,
  upTo: number | null,
  shared: Shared,
): Promise<DoneAct | null> {
  const sentAt = Date.now();
  const plain = { conversation, act, sentAt, seq: null, upTo: null, tries: 1, unanswered: 0, refused: null };
  if (act.kind === 'replyByMail') {
    const reply = await replyByMail(mailbox, conversation ?? '', act);
    return reply === null
      ? null
      : { ...plain, acknowledgedAt: reply.state === 'accepted' ? Date.now() : null, inboundId: reply.id };
  }
  if (isDirectAct(act)) {
    const mid = await onChannel(meta, conversation ?? '', act);
    return mid === null ? null : { ...plain, acknowledgedAt: Date.now(), inboundId: mid };
  }
  const id = apiIdOf(conversation ?? '');
  const answer = await client.patiently((api) => send(api, id, act, upTo, new Date(sentAt)));
  const isDone = answer.kind === 'acknowledged';
  const seq = isDone ? answer.value : null;
  if (seq !== null) shared.known = Math.max(shared.known, seq);
  return {
    conversation,
    act,
    sentAt,
    acknowledgedAt: isDone ? Date.now() : null,
    seq,
    upTo,
    tries: answer.tries,
    unanswered: answer.unanswered,
    // What is replayed twice, because no answer came the first time, is not parked any more.
    refused: answer.kind === 'refused' && act.kind !== 'replay' ? answer.why : null,
  };
}

/** Answers the newest email to the conversation's visitor; null if they got none yet. */
async function replyByMail(
  mailbox: string,
  conversation: string,
  { text, client }: Extract<Act, { kind: 'replyByMail' }>,
): Promise<{ readonly id: string; readonly state: string } | null> {
  // A mailbox that is too busy to answer in time shows none, so this visitor does not answer.
  const [mail] = await mailsTo(mailbox, addressOf(conversation)).catch(() => []);
  if (mail === undefined) return null;
  const answer = await fetch(`${mailbox}/api/mails/${mail.id}/reply`, {
    method: 'POST',
    body: JSON.stringify({ client, text }),
  });
  return (await answer.json()) as { id: string; state: string };
}

/** Returns the place of a posted message, and null for any other act. */
async function send(
  api: Client,
  id: string,
  act: Exclude<Act, DirectAct | { kind: 'replyByMail' }>,
  upTo: number | null,
  at: Date,
): Promise<number | null> {
  switch (act.kind) {
    case 'begin':
      // Without an address the field is omitted: null, carried out late, would remove one that was given meanwhile.
      await api.conversations.put(id, {
        visitor: { name: `Visitor ${id}`, ...(act.email === null ? {} : { email: act.email }) },
      });
      return null;
    case 'post': {
      const { messageId, author, text } = act;
      const readUpTo = upTo === null ? {} : { readUpTo: upTo };
      return (await api.messages.post(id, { id: messageId, author, text, ...readUpTo })).seq;
    }
    case 'edit':
      await api.messages.patch(id, act.messageId, { text: act.text });
      return null;
    case 'delete':
      await api.messages.delete(id, act.messageId);
      return null;
    case 'read':
      await api.conversations.read(id, { upTo: upTo ?? 0 });
      return null;
    case 'presence':
      await api.conversations.presence(id, { state: act.state, tab: act.tab, at: at.toISOString() });
      return null;
    case 'identify':
      await api.conversations.patchVisitor(id, { email: act.email, source: act.source });
      return null;
    case 'close':
      await api.conversations.close(id);
      return null;
    case 'replay':
      await api.deliveries.replay(act.deliveryId);
      return null;
    case 'agentStatus':
      await api.agents.putStatus(act.agent, { status: act.status });
      return null;
    case 'pause':
      await api.settings.patch({ delivery: { paused: act.paused } });
      return null;
    default:
      return act satisfies never;
  }
}
