import type { Message } from '../src/contract/messages.ts';
import type { DoneAct } from './acts.ts';
import type { Evidence } from './evidence.ts';
import type { ShownMail } from './shown-mail.ts';

export const findingKinds = ['lost', 'neverArrived', 'doubled', 'outOfOrder', 'wronglySent'] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Something that is wrong, in words, with what is needed to understand it. */
export interface Finding {
  readonly kind: FindingKind;
  readonly conversation: string;
  readonly what: string;
  readonly messageId: string | null;
  readonly mails: readonly ShownMail[];
}

/** Everything that is counted from, with frequent queries on it. */
export interface Case {
  readonly evidence: Evidence;
  readonly acts: readonly DoneAct[];
  actsOf(conversation: string): readonly DoneAct[];
  /** The acts that posted a message and were acknowledged. */
  posts(conversation: string): readonly Post[];
  /** The emails that show a message as new, in order. */
  carriersOf(messageId: string): readonly ShownMail[];
}

export interface Post extends DoneAct {
  readonly act: Extract<DoneAct['act'], { kind: 'post' }>;
  readonly acknowledgedAt: number;
  readonly seq: number;
  readonly conversation: string;
}

export interface Reply extends DoneAct {
  readonly act: Extract<DoneAct['act'], { kind: 'replyByMail' }>;
  readonly inboundId: string;
}

export function openCase(acts: readonly DoneAct[], evidence: Evidence): Case {
  const byConversation = groupedBy(acts, ({ conversation }) => conversation ?? '');
  const carriers = groupedBy(
    evidence.mails.flatMap((mail) => mail.news.map((messageId) => ({ messageId, mail }))),
    ({ messageId }) => messageId,
  );
  const actsOf = (conversation: string) => byConversation.get(conversation) ?? [];
  return {
    evidence,
    acts,
    actsOf,
    posts: (conversation) => actsOf(conversation).filter(isPost),
    carriersOf: (messageId) => (carriers.get(messageId) ?? []).map(({ mail }) => mail),
  };
}

function groupedBy<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group === undefined) groups.set(nameOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function isPost(done: DoneAct): done is Post {
  return done.act.kind === 'post' && done.acknowledgedAt !== null && done.seq !== null;
}

/** The conversation of a message, which its id contains. */
export const conversationOf = (messageId: string) => messageId.split('-')[0] as string;

/** The replies by email that were posted, with the provider's ids. */
export function repliesIn(acts: readonly DoneAct[]): readonly Reply[] {
  return acts.filter((done): done is Reply => done.act.kind === 'replyByMail' && done.inboundId !== undefined);
}

/** Whether a visitor ever reported having read this far, whether or not an answer came. */
export function mayBeRead(acts: readonly DoneAct[], seq: number): boolean {
  return acts.some(({ upTo }) => upTo !== null && upTo >= seq);
}

export function isDeletion({ act }: DoneAct, messageId: string): boolean {
  return act.kind === 'delete' && act.messageId === messageId;
}

/** Whether it is a message whose text begins with this id, whatever the service calls it. */
export const isTextOf =
  (messageId: string) =>
  ({ text }: Message): boolean =>
    text.startsWith(`${messageId}:`);
