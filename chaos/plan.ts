import type { PlannedAct } from './acts.ts';
import { type ConversationPlan, planConversation, planReply } from './plan-conversation.ts';
import {
  type PlannedTrouble,
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
  readonly conversations: number;
  readonly reports: boolean;
}

export interface Plan extends PlannedTrouble {
  readonly conversations: readonly ConversationPlan[];
  /** Acts that concern the whole account: agents' statuses and pauses. */
  readonly account: readonly PlannedAct[];
  /** What happens once all this has settled: every visitor who got an email answers it, while parts are killed. */
  readonly answering: Answering;
}

export interface Answering {
  readonly seconds: number;
  readonly trouble: PlannedTrouble;
  readonly answers: readonly { readonly conversation: string; readonly answer: PlannedAct }[];
}

/** In a short run emails come late, so that few are answered during it. */
const answeringSeconds = { share: 0.1, atLeast: 8, atMost: 60 };

export const agents = ['ada', 'grace'] as const;

export function makePlan({ seed, seconds, conversations, reports }: PlanOptions): Plan {
  // Each part of the plan has its own random source, so that more conversations do not change the kills.
  const own = (part: number) => randomFrom(Math.imul(seed, 1_000_003) + part);
  return {
    kills: planKills(own(1), seconds),
    freezes: planFreezes(own(4), seconds),
    strangers: planStrangers(own(5), seconds),
    faults: planFaults(own(2), seconds, reports),
    account: planAccount(own(3), seconds),
    answering: planAnswering(own(6), seconds, conversations),
    conversations: Array.from({ length: conversations }, (_, index) =>
      planConversation(own(10 + index), `c${index}`, seconds),
    ),
  };
}

function planAnswering(random: Random, ofRun: number, conversations: number): Answering {
  const { share, atLeast, atMost } = answeringSeconds;
  const seconds = Math.min(atMost, Math.max(atLeast, ofRun * share));
  return {
    seconds,
    trouble: {
      kills: planKills(random, seconds),
      freezes: planFreezes(random, seconds),
      strangers: [],
      faults: planInboundFaults(random, seconds),
    },
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
