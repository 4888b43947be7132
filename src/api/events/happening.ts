import type { EventName } from '../../contract/events.ts';

/** Who is looking: visitors see their own conversation, without the outcomes of replies. */
export type View = 'agent' | 'visitor';

/** What a connection listens to: an account, or one of its conversations. */
export interface Topic {
  readonly accountId: string;
  /** Null for the whole account. */
  readonly conversationId: string | null;
  readonly view: View;
  /** The agent whose session listens; missing or null for others. */
  readonly agentId?: string | null;
}

/** Something that happened, which connections may be sent as an event. */
export interface Happening {
  /** Its place in the order of all changes; null for what only follows from a change, or from time passing. */
  readonly token: string | null;
  readonly accountId: string;
  /** Null if it concerns the whole account. */
  readonly conversationId: string | null;
  /** Whether nothing more will happen in its conversation: streams that follow only that one end. */
  readonly isItsLast?: boolean;
  /** Whether it is replaced by a newer one of the same conversation that follows shortly. */
  readonly isCoalesced: boolean;
  /** The state that this announces in a view, for de-duplication; null if it is sent every time. */
  stateTo(view: View): State | null;
  /** For a happening that is sent every time: the state that it announces, so that a later one can be left out. */
  remembers?(view: View): State | null;
  /** Null if it is not shown in this view. */
  shownTo(view: View): Shown | null;
  /** What an agent sees instead, if it differs between agents. */
  shownToAgent?(agentId: string): Shown | null;
}

/** Two states with the same subject and digest are the same. */
export interface State {
  readonly subject: string;
  readonly digest: string;
}

export interface Shown {
  readonly type: EventName;
  /** JSON */
  readonly data: string;
}

/** What concerns the whole account goes to streams of the whole account, and to visitors, who have no other stream. */
export function concerns(happening: Happening, { accountId, conversationId, view }: Topic): boolean {
  if (happening.accountId !== accountId) return false;
  if (happening.conversationId === null) return conversationId === null || view === 'visitor';
  return conversationId === null || happening.conversationId === conversationId;
}
