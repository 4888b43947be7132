import type { MetaChannelKind } from '../src/contract/channels.ts';
import type { Act, PlannedAct } from './acts.ts';
import { letters } from './pages.ts';
import { addressOf, agentActs, inOrder, longestSeconds, sentence } from './plan-conversation.ts';
import type { Random } from './random.ts';

/** What happens in a conversation on Messenger or Instagram: it begins with what the visitor writes there. */
export interface DirectPlan {
  readonly id: string;
  readonly channel: MetaChannelKind;
  readonly begin: PlannedAct;
  readonly visitor: readonly PlannedAct[];
  readonly agent: readonly PlannedAct[];
  /** What somebody of the page writes in Meta's own inbox. */
  readonly ownInbox: readonly PlannedAct[];
}

/** Of an agent's messages; the others are a sentence. */
const longShare = 0.25;
/** About two to five parts of Messenger's 2,000 characters, or of Instagram's 1,000 bytes. */
const longSentences = { messenger: [50, 130], instagram: [25, 60] } as const satisfies Record<MetaChannelKind, object>;
/** Of the visitors whose address an agent knows; nothing is emailed to them either. */
const addressShare = 0.4;

export function planDirect(random: Random, channel: MetaChannelKind, index: number, seconds: number): DirectPlan {
  const id = `${letters[channel]}${index}`;
  const lifeMs = Math.min(longestSeconds, seconds * 0.7) * random.between(500, 1_000);
  const startMs = random.between(0, seconds * 1_000 - lifeMs);
  const life = { startMs, endMs: startMs + lifeMs };
  const agent = agentActs(random, { id, ...life }, (messageId) => agentsText(random, channel, messageId));
  const email = addressOf(id);
  if (random.chance(addressShare))
    agent.push({
      atMs: startMs + lifeMs * random.between(0.1, 0.5),
      act: { kind: 'identify', email, source: 'agent' },
    });
  const ownInbox: PlannedAct[] = random.chance(0.3)
    ? [{ atMs: startMs + lifeMs * random.between(0.3, 0.9), act: written(random, 'ownInbox', `${id}-o1`) }]
    : [];
  return {
    ...{ id, channel },
    begin: { atMs: startMs, act: written(random, 'writeDirect', `${id}-v1`) },
    visitor: planVisitor(random, id, life),
    agent: inOrder(agent),
    ownInbox,
  };
}

/** What is written at last: the visitor writes once more, and an agent answers, sometimes at the same time. */
export function planLastWords(random: Random, { id, channel }: DirectPlan, seconds: number) {
  const atMs = random.between(0, seconds * 700);
  const author = { kind: 'agent', id: 'ada' } as const;
  const [words, answer] = [`${id}-v0`, `${id}-a0`];
  const post: Act = {
    kind: 'post',
    messageId: answer,
    author,
    text: agentsText(random, channel, answer),
    reads: false,
  };
  return {
    id,
    visitor: [{ atMs, act: written(random, 'writeDirect', words) }],
    agent: [{ atMs: atMs + random.between(0, seconds * 300), act: post }],
  };
}

export type LastWords = ReturnType<typeof planLastWords>;

/** The visitor writes and reads in the app. */
function planVisitor(random: Random, id: string, life: { readonly startMs: number; readonly endMs: number }) {
  const acts: PlannedAct[] = [];
  let posted = 1;
  for (let atMs = life.startMs + random.between(500, 4_000); atMs < life.endMs; atMs += random.between(1_500, 7_000)) {
    if (random.chance(0.4)) {
      acts.push({ atMs, act: { kind: 'readDirect' } });
      continue;
    }
    posted += 1;
    acts.push({ atMs, act: written(random, 'writeDirect', `${id}-v${posted}`) });
  }
  return acts;
}

const written = (random: Random, kind: 'writeDirect' | 'ownInbox', messageId: string): Act => ({
  kind,
  messageId,
  text: `${messageId}: ${sentence(random)}`,
});

function agentsText(random: Random, channel: MetaChannelKind, messageId: string): string {
  const first = `${messageId}: ${sentence(random)}`;
  if (!random.chance(longShare)) return first;
  const [least, most] = longSentences[channel];
  const more = Array.from(
    { length: random.whole(least, most) },
    (_, index) => `${random.chance(0.1) ? '\n' : ' '}${messageId}.${index + 1}: ${sentence(random)}`,
  );
  return first + more.join('');
}
