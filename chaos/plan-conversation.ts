import { clientNames } from '../dev/sendgrid/reply/mail-clients.ts';
import type { Act, PlannedAct } from './acts.ts';
import type { Random } from './random.ts';

/** What the visitor and the agent of one conversation do, each independently and in order. */
export interface ConversationPlan {
  readonly id: string;
  /** Null: the visitor never gives one. */
  readonly email: string | null;
  readonly begin: PlannedAct;
  readonly visitor: readonly PlannedAct[];
  readonly agent: readonly PlannedAct[];
}

/** How long a conversation takes at most; a shorter run has shorter ones. */
export const longestSeconds = 60;
const words = 'the parcel ships tomorrow and arrives in two days unless the weather turns so please be patient'.split(
  ' ',
);

export function planConversation(random: Random, id: string, seconds: number): ConversationPlan {
  const lifeMs = Math.min(longestSeconds, seconds * 0.7) * random.between(500, 1_000);
  const startMs = random.between(0, seconds * 1_000 - lifeMs);
  const address = addressOf(id);
  const identified = random.weighted({ atOnce: 65, byForm: 10, byMessage: 10, byAgent: 12, never: 3 });
  const identifiedMs = startMs + lifeMs * random.between(0.3, 0.9);
  const visitor = planVisitor(random, id, startMs, startMs + lifeMs);
  const agent = agentActs(
    random,
    { id, startMs, endMs: startMs + lifeMs },
    (messageId) => `${messageId}: ${sentence(random)}`,
  );
  const at = (act: Act): PlannedAct => ({ atMs: identifiedMs, act });
  if (identified === 'byForm') visitor.push(at({ kind: 'identify', email: address, source: 'contactForm' }));
  if (identified === 'byAgent') agent.push(at({ kind: 'identify', email: address, source: 'agent' }));
  if (identified === 'byMessage') {
    const text = `${id}-v0: write to ${address}`;
    visitor.push(at({ kind: 'post', messageId: `${id}-v0`, author: { kind: 'visitor' }, text, reads: false }));
  }
  return {
    id,
    email: identified === 'never' ? null : address,
    begin: { atMs: startMs, act: { kind: 'begin', email: identified === 'atOnce' ? address : null } },
    visitor: inOrder(visitor),
    agent: inOrder(agent),
  };
}

export function planReply(random: Random, messageId: string): Act {
  const text = `${messageId}: ${sentence(random)}`;
  return { kind: 'replyByMail', messageId, text, client: random.pick(clientNames) };
}

export const addressOf = (conversation: string) => `${conversation}@visitors.example`;

export const inOrder = (acts: readonly PlannedAct[]) => [...acts].sort((a, b) => a.atMs - b.atMs);

/**
 * The visitor comes, writes, reads, leaves, answers by email and returns, sometimes in a second tab; in the end they
 * leave or fall silent, and may answer by email once more.
 */
function planVisitor(random: Random, id: string, startMs: number, endMs: number): PlannedAct[] {
  const acts: PlannedAct[] = [{ atMs: startMs, act: { kind: 'presence', state: 'here', tab: 'a' } }];
  let isHere = true;
  let posted = 0;
  let replied = 0;
  const reply = (): Act => {
    replied += 1;
    return planReply(random, `${id}-e${replied}`);
  };
  for (let atMs = startMs + random.between(200, 2_000); atMs < endMs; atMs += random.between(700, 4_500)) {
    const does = isHere
      ? random.weighted({ post: 22, read: 22, active: 14, here: 20, left: 22 })
      : random.weighted({ active: 40, reply: 25, nothing: 35 });
    const tab = random.chance(0.15) ? 'b' : 'a';
    switch (does) {
      case 'nothing':
        break;
      case 'reply':
        acts.push({ atMs, act: reply() });
        break;
      case 'post': {
        posted += 1;
        const messageId = `${id}-v${posted}`;
        const text = `${messageId}: ${sentence(random)}`;
        acts.push({
          atMs,
          act: { kind: 'post', messageId, author: { kind: 'visitor' }, text, reads: random.chance(0.4) },
        });
        break;
      }
      case 'read':
        acts.push({ atMs, act: { kind: 'read', butLast: random.chance(0.3) ? 1 : 0 } });
        break;
      case 'left':
        // The other tab may still be open; then it ends by silence.
        acts.push({ atMs, act: { kind: 'presence', state: 'left', tab } });
        isHere = false;
        break;
      case 'here':
      case 'active':
        acts.push({ atMs, act: { kind: 'presence', state: does, tab } });
        isHere = true;
        break;
      default:
        does satisfies never;
    }
  }
  if (isHere && random.chance(0.6)) acts.push({ atMs: endMs, act: { kind: 'presence', state: 'left', tab: 'a' } });
  if (random.chance(0.5)) acts.push({ atMs: endMs + random.between(3_000, 12_000), act: reply() });
  return acts;
}

/** The agent answers, several times in a row, and sometimes edits or deletes one of the last answers, or closes. */
export function agentActs(
  random: Random,
  { id, startMs, endMs }: { readonly id: string; readonly startMs: number; readonly endMs: number },
  textOf: (messageId: string) => string,
): PlannedAct[] {
  const acts: PlannedAct[] = [];
  const deleted = new Set<string>();
  let posted = 0;
  let edits = 0;
  for (let atMs = startMs + random.between(500, 4_000); atMs < endMs; atMs += random.between(400, 7_000)) {
    const does = posted === 0 ? 'post' : random.weighted({ post: 74, edit: 9, delete: 14, close: 3 });
    const messageId = `${id}-a${does === 'post' ? posted + 1 : Math.max(1, posted - random.whole(0, 2))}`;
    if (does !== 'post' && does !== 'close' && deleted.has(messageId)) continue;
    switch (does) {
      case 'post': {
        posted += 1;
        const author = { kind: 'agent', id: random.pick(['ada', 'grace']) } as const;
        acts.push({ atMs, act: { kind: 'post', messageId, author, text: textOf(messageId), reads: false } });
        break;
      }
      case 'edit':
        edits += 1;
        acts.push({ atMs, act: { kind: 'edit', messageId, text: `${messageId}: corrected ${edits}` } });
        break;
      case 'delete':
        deleted.add(messageId);
        acts.push({ atMs, act: { kind: 'delete', messageId } });
        break;
      case 'close':
        acts.push({ atMs, act: { kind: 'close' } });
        break;
      default:
        does satisfies never;
    }
  }
  return acts;
}

export const sentence = (random: Random) =>
  Array.from({ length: random.whole(3, 12) }, () => random.pick(words)).join(' ');
