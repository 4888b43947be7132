import type { PlannedAct } from './acts.ts';
import { type ConversationPlan, planConversation } from './plan-conversation.ts';
import {
  type PlannedFault,
  type PlannedFreeze,
  type PlannedKill,
  type PlannedStranger,
  planFaults,
  planFreezes,
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

export interface Plan {
  readonly conversations: readonly ConversationPlan[];
  /** Acts that concern the whole account: agents' statuses and pauses. */
  readonly account: readonly PlannedAct[];
  readonly kills: readonly PlannedKill[];
  readonly freezes: readonly PlannedFreeze[];
  readonly strangers: readonly PlannedStranger[];
  readonly faults: readonly PlannedFault[];
}

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
    conversations: Array.from({ length: conversations }, (_, index) =>
      planConversation(own(10 + index), `c${index}`, seconds),
    ),
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
