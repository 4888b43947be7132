import type { MetaChannelKind } from '../src/contract/channels.ts';
import type { PlannedAct } from './acts.ts';
import { type ConversationPlan, planConversation, planReply } from './plan-conversation.ts';
import { type DirectPlan, type LastWords, planDirect, planLastWords } from './plan-direct.ts';
import { type PlannedMetaFault, planMetaFaults } from './plan-meta-faults.ts';
import {
  type PlannedFault,
  type PlannedFreeze,
  type PlannedKill,
  type PlannedStranger,
  planFaults,
  planFreezes,
  planInboundFaults,
  planKills,
  planStrangers,
} from './plan-trouble.ts';
import { type Random, randomFrom } from './random.ts';

/** Who does what when, and what is killed when; all of it follows from these options. */
export interface PlanOptions {
  readonly seed: number;
  readonly seconds: number;
  /** On the site; on each of the channels a fifth as many. */
  readonly conversations: number;
  readonly channels: readonly MetaChannelKind[];
  readonly reports: boolean;
}

/** What is done to the stack. */
export interface PlannedTrouble {
  readonly kills: readonly PlannedKill[];
  readonly freezes: readonly PlannedFreeze[];
  readonly strangers: readonly PlannedStranger[];
  readonly faults: readonly PlannedFault[];
  readonly metaFaults: readonly PlannedMetaFault[];
}

export interface Plan extends PlannedTrouble {
  readonly conversations: readonly ConversationPlan[];
  /** Those on Messenger and Instagram. */
  readonly direct: readonly DirectPlan[];
  /** Acts that concern the whole account: agents' statuses and pauses. */
  readonly account: readonly PlannedAct[];
  /**
   * What happens once all this has settled, while parts are killed: every visitor who got an email answers it, those on a
   * channel write once more and are answered, and what is parked there is replayed.
   */
  readonly answering: Answering;
}

export interface Answering {
  readonly seconds: number;
  readonly trouble: PlannedTrouble;
  readonly answers: readonly { readonly conversation: string; readonly answer: PlannedAct }[];
  readonly lastWords: readonly LastWords[];
}

/** In a short run emails come late, so that few are answered during it. */
const answeringSeconds = { share: 0.1, atLeast: 8, atMost: 60 };

export const agents = ['ada', 'grace'] as const;

const directShare = 0.2;

export function makePlan({ seed, seconds, conversations, channels, reports }: PlanOptions): Plan {
  // Each part of the plan has its own random source, so that more conversations do not change the kills.
  const own = (part: number) => randomFrom(Math.imul(seed, 1_000_003) + part);
  const direct = channels.flatMap((channel, nth) =>
    Array.from({ length: Math.ceil(conversations * directShare) }, (_, index) =>
      planDirect(own(1_000_000 + nth * 500_000 + index), channel, index, seconds),
    ),
  );
  return {
    kills: planKills(own(1), seconds),
    freezes: planFreezes(own(4), seconds),
    strangers: planStrangers(own(5), seconds),
    faults: planFaults(own(2), seconds, reports),
    metaFaults: channels.length === 0 ? [] : planMetaFaults(own(7), seconds, reports),
    account: planAccount(own(3), seconds),
    answering: planAnswering({ mails: own(6), channels: own(8) }, { ofRun: seconds, conversations, direct, reports }),
    conversations: Array.from({ length: conversations }, (_, index) =>
      planConversation(own(10 + index), `c${index}`, seconds),
    ),
    direct,
  };
}

interface AnsweringOptions extends Pick<PlanOptions, 'conversations' | 'reports'> {
  /** How long the run takes before, in seconds. */
  readonly ofRun: number;
  readonly direct: readonly DirectPlan[];
}

function planAnswering(
  { mails: random, channels: other }: { readonly mails: Random; readonly channels: Random },
  { ofRun, conversations, direct, reports }: AnsweringOptions,
): Answering {
  const { share, atLeast, atMost } = answeringSeconds;
  const seconds = Math.min(atMost, Math.max(atLeast, ofRun * share));
  return {
    seconds,
    trouble: {
      kills: planKills(random, seconds),
      freezes: planFreezes(random, seconds),
      strangers: [],
      faults: planInboundFaults(random, seconds),
      metaFaults: direct.length === 0 ? [] : planMetaFaults(other, seconds, reports),
    },
    lastWords: direct.map((plan) => planLastWords(other, plan, seconds)),
    answers: Array.from({ length: conversations }, (_, index) => {
      const conversation = `c${index}`;
      const messageId = `${conversation}-e0`;
      return { conversation, answer: { atMs: random.between(0, seconds * 1_000), act: planReply(random, messageId) } };
    }),
  };
}

/** Now and then all agents are away, or an admin pauses sending; in the end agents are online and nothing is paused. */
function planAccount(random: Random, seconds: number): PlannedAct[] {
  const acts: PlannedAct[] = agents.map((agent) => ({
    atMs: 0,
    act: { kind: 'agentStatus', agent, status: 'online' },
  }));
  const endMs = seconds * 1_000;
  for (let atMs = random.between(5_000, 12_000); atMs < endMs - 6_000; atMs += random.between(8_000, 22_000)) {
    const backMs = atMs + random.between(2_000, 5_000);
    if (random.chance(0.4)) {
      acts.push(
        { atMs, act: { kind: 'pause', paused: true } },
        { atMs: backMs, act: { kind: 'pause', paused: false } },
      );
      continue;
    }
    for (const agent of agents) {
      const status = random.pick(['offline', 'invisible'] as const);
      acts.push({ atMs, act: { kind: 'agentStatus', agent, status } });
    }
    for (const agent of agents) acts.push({ atMs: backMs, act: { kind: 'agentStatus', agent, status: 'online' } });
  }
  return acts;
}
