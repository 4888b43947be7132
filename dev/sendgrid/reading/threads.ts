import type { Thread } from '../../../web/mailbox/api.ts';
import type { Received } from '../inbound/inbound-list.ts';
import type { MailSummary } from './summary.ts';

interface Grouped {
  readonly mails: readonly MailSummary[];
  readonly replies: readonly Received[];
}

/**
 * Threads, those with the newest email first.
 * @param mails oldest first
 * @param search a part of an address, a name or the subject; empty: all
 */
export function threadsOf(mails: readonly MailSummary[], replies: readonly Received[], search: string): Thread[] {
  const wanted = search.trim().toLowerCase();
  return [...grouped(mails, replies).values()]
    .filter(({ mails }) => wanted === '' || mails.some((mail) => matches(mail, wanted)))
    .map(threadOf)
    .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
}

/** One thread's emails; null if there is none with this id. */
export function findThread(mails: readonly MailSummary[], replies: readonly Received[], id: string): Grouped | null {
  return [...grouped(mails, replies).values()].find((thread) => thread.mails[0]?.id === id) ?? null;
}

function grouped(mails: readonly MailSummary[], replies: readonly Received[]): ReadonlyMap<string, Grouped> {
  const threads = new Map<string, { mails: MailSummary[]; replies: Received[] }>();
  const rootOf = new Map<string, string>();
  for (const mail of mails) {
    rootOf.set(mail.id, mail.thread);
    const known = threads.get(mail.thread);
    if (known === undefined) threads.set(mail.thread, { mails: [mail], replies: [] });
    else known.mails.push(mail);
  }
  for (const reply of replies) {
    const root = reply.mail.answers === null ? undefined : rootOf.get(reply.mail.answers);
    if (root !== undefined) threads.get(root)?.replies.push(reply);
  }
  return threads;
}

function threadOf({ mails, replies }: Grouped): Thread {
  const [first] = mails;
  const newest = mails.at(-1);
  if (first === undefined || newest === undefined) throw new Error('a thread has at least one email');
  const answeredAt = replies.at(-1)?.mail.receivedAt ?? '';
  return {
    id: first.id,
    subject: first.subject,
    to: newest.to[0]?.email ?? '',
    from: newest.from.name ?? newest.from.email,
    snippet: newest.snippet,
    updatedAt: [answeredAt, newest.receivedAt].sort().at(-1) ?? answeredAt,
    receivedAt: newest.receivedAt,
    mails: mails.length,
    replies: replies.length,
    hasAttachments: mails.some(({ attachments }) => attachments > 0),
  };
}

function matches({ from, to, subject }: MailSummary, wanted: string): boolean {
  const texts = [subject, ...[from, ...to].flatMap(({ email, name }) => [email, name ?? ''])];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}
