import type { z } from 'zod';
import type { MetaChannelKind } from '../../src/contract/channels.ts';
import type { ForwardingChoice, Settings } from '../../src/contract/settings.ts';
import type { Trigger } from '../../src/contract/triggers.ts';
import type { FaultRequest } from '../meta/faults.ts';
import type { FaultMode } from '../sendgrid/faults.ts';
import { type AgentStatus, type Happening, outcomeIs } from './happenings.ts';

/** One example of the rules: what happens, and what results from it. Times are minutes of the design's table. */
export interface Row {
  readonly number: number;
  /** The part of the rules that it belongs to: a heading of the table. */
  readonly heading: string;
  readonly what: string;
  readonly start: Start;
  readonly happens: readonly Happening[];
  readonly mails: readonly ExpectedMail[];
  /** What the visitor gets on their own channel, if the row has one. */
  readonly directs: readonly ExpectedDirect[];
  /**
   * The outcome of every agent's message, or of each by label: a state, with its reason unless it is mailed; null:
   * none.
   */
  readonly outcome: string | Readonly<Record<string, string>> | null;
  /**
   * The outcome of a message, by label, at a minute. It is asked where time is virtual: so close to a trigger, a running
   * stack is not precise enough, and is asked by `outcomeIs`.
   */
  readonly onTheWay: readonly (readonly [at: number, label: string, outcome: string])[];
  /** The deliveries that lead to no email, nor to a message on the visitor's channel. */
  readonly withoutMail: readonly string[];
  /** How long a minute of the table lasts; longer if the row needs more precise timing than machines have. */
  readonly secondsPerMinute: number;
  /** The mailbox is watched until this minute, so that a surplus email is noticed. */
  readonly until: number;
}

/**
 * Who plays rows: the policy alone, in memory (test/policy/worked-examples.test.ts); the workflow at its real durations,
 * on a server that skips time (test/workflows/worked-examples.test.ts); `npm run example` on the running stack, in
 * shortened time.
 */
export type Player = 'policy' | 'workflow' | 'example';
export const everyone: readonly Player[] = ['policy', 'workflow', 'example'];

/**
 * A row as it is written. By default the players of its list play it, a minute lasts 2 s, and the mailbox is watched
 * until every trigger would have passed again.
 */
export type WrittenRow = Pick<Row, 'what' | 'happens' | 'mails' | 'outcome'> &
  Partial<Row> & { readonly players?: readonly Player[] };

/**
 * How a row begins, where that differs from the default: address known, `unreadReplies`, no agent ever set a status.
 */
export interface Start {
  readonly addressKnown?: boolean;
  readonly choice?: ForwardingChoice;
  readonly agents?: Readonly<Record<string, AgentStatus>>;
  /** The address that the visitor writes is this agent's own. */
  readonly addressOf?: string;
  readonly settings?: Omit<z.input<typeof Settings>, 'timing' | 'sender' | 'emailForwarding'>;
  /**
   * The visitor uses the widget, with a session whose conversation begins when they write; `signed`: with an identity
   * token.
   */
  readonly widget?: 'anonymous' | 'signed';
  /** What the fake SendGrid does to emails to the visitor; `times` null: always. */
  readonly fault?: { readonly mode: FaultMode; readonly times: number | null };
  /** The visitor writes on Messenger or Instagram. */
  readonly channel?: MetaChannelKind;
  /** Their first message there was written so long ago, and only comes now. */
  readonly wroteHoursAgo?: number;
  /** What Meta does to answers on the row's page. */
  readonly metaFault?: { readonly mode: FaultRequest['mode']; readonly times: number };
}

export interface ExpectedDirect {
  /** When its first part comes. */
  readonly at: number;
  /** The message, by label. */
  readonly says: string;
  /** In how many parts; usually one. */
  readonly parts?: number;
  /** What it is tagged with; usually nothing. */
  readonly tag?: string | null;
}

export interface ExpectedMail {
  readonly at: number;
  readonly trigger: Trigger;
  /** The messages that it shows as new, by label: A1 is the agent's first. */
  readonly news: readonly string[];
  /** The messages that it shows before them. */
  readonly context?: readonly string[];
  /** It is due later by the grace period of the agents, whose length depends on the player. */
  readonly afterGrace?: true;
}

/** What happens, and what is asked on the way where time is virtual. */
export const withQuestions = ({ happens, onTheWay }: Row): readonly Happening[] => [
  ...happens,
  ...onTheWay.map(([at, label, outcome]) => outcomeIs(at, label, outcome)),
];

/** The single email of most rows. */
export const one = (at: number, trigger: Trigger, context: readonly string[] = []): readonly ExpectedMail[] => [
  { at, trigger, news: ['A1'], ...(context.length === 0 ? {} : { context }) },
];
