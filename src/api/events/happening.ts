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
  /** Its place in the order of all changes. */
  readonly token: string;
  readonly accountId: string;
  /** Null for what belongs to the account. */
  readonly conversationId: string | null;
  /** What it is the newest state of; null for what has to be told each time. */
  readonly state: { readonly subject: string; readonly digest: string } | null;
  /** Replaced by a newer one of its conversation that comes soon. */
  readonly isCoalesced: boolean;
  /** Null for what this one is not to see. */
  shownTo(view: View): Shown | null;
}

export interface Shown {
  readonly type: EventName;
  /** JSON */
  readonly data: string;
}

export function concerns(happening: Happening, { accountId, conversationId }: Topic): boolean {
  return happening.accountId === accountId && (conversationId === null || happening.conversationId === conversationId);
}
