import type { ForwardingChoice } from '../../src/contract/settings.ts';
import type { Trigger } from '../../src/contract/triggers.ts';
import type { Happening } from './happenings.ts';

/** One worked example: what happens and what the rules make of it. Times are minutes of the design's table. */
export interface Row {
  readonly number: number;
  readonly what: string;
  /** How the row begins where that is not the default: address known, `unreadReplies`, no agent ever set a status. */
  readonly start: {
    readonly addressKnown?: boolean;
    readonly choice?: ForwardingChoice;
    readonly agents?: Readonly<Record<string, AgentStatus>>;
  };
  readonly happens: readonly Happening[];
  readonly mails: readonly ExpectedMail[];
  /** What becomes of every agent's message: a state, with its reason unless it is mailed; null: there is none. */
  readonly outcome: string | null;
  /** How long a minute of the table lasts; more where the row's gaps are finer than machines are prompt. */
  readonly secondsPerMinute: number;
  /** The mailbox is watched until this minute, so that a mail too many is seen. */
  readonly until: number;
}

export type AgentStatus = 'online' | 'offline' | 'invisible';

export interface ExpectedMail {
  readonly at: number;
  readonly trigger: Trigger;
  /** The messages that it carries as new, by label: A1 is the agent's first. */
  readonly news: readonly string[];
  /** The messages that it shows before them. */
  readonly context?: readonly string[];
}
