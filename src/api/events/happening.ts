import type { EventName } from '../../contract/events.ts';

/** Who looks: a visitor sees their own conversation, without what became of replies. */
export type View = 'agent' | 'visitor';

/** What a connection listens to: an account, or one of its conversations. */
export interface Topic {
  readonly accountId: string;
  /** Null for the whole account. */
  readonly conversationId: string | null;
  readonly view: View;
}

/** Something that a connection may be told of. */
export interface Happening {
  /** Its place in the order of all changes; null for what only follows from one, or from time alone. */
  readonly token: string | null;
  readonly accountId: string;
  /** Null for what belongs to the account. */
  readonly conversationId: string | null;
  /** Replaced by a newer one of its conversation that comes soon. */
  readonly isCoalesced: boolean;
  /** What of it is the newest state of something to those who look so; null for what has to be told each time. */
  stateTo(view: View): State | null;
  /** What is told each time may be the newest state of something all the same: it is not told again without need. */
  remembers?(view: View): State | null;
  /** Null for what this one is not to see. */
  shownTo(view: View): Shown | null;
}

/** Two of the same subject and digest tell the same. */
export interface State {
  readonly subject: string;
  readonly digest: string;
}

export interface Shown {
  readonly type: EventName;
  /** JSON */
  readonly data: string;
}

/** What belongs to the account is told to those who listen to all of it, and to visitors, who have no other way. */
export function concerns(happening: Happening, { accountId, conversationId, view }: Topic): boolean {
  if (happening.accountId !== accountId) return false;
  if (happening.conversationId === null) return conversationId === null || view === 'visitor';
  return conversationId === null || happening.conversationId === conversationId;
}
