import type { DirectMessage } from '../dev/meta/kept/messages.ts';
import type { InboundState } from '../dev/sendgrid/inbound/inbound-mail.ts';
import type { Mail } from '../dev/sendgrid/mail.ts';
import type { Page } from '../packages/client/src/index.ts';
import type { Conversation } from '../src/contract/conversations.ts';
import type { Delivery } from '../src/contract/deliveries.ts';
import type { Message } from '../src/contract/messages.ts';
import { apiIdOf, plannedIdOf } from './pages.ts';
import type { PatientClient } from './patient-client.ts';
import type { TakenEcho, TakenReport } from './report-relay.ts';
import { type ShownDirect, shownDirect, withEndsMarked } from './shown-direct.ts';
import { type ShownMail, shownMail } from './shown-mail.ts';
import type { Stack } from './stack.ts';

/**
 * What the API and the providers say at the end. Everything is counted from this and the journal alone. Conversations have
 * the plan's ids.
 */
export interface Evidence {
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** The messages by conversation, in order. */
  readonly messages: ReadonlyMap<string, readonly Message[]>;
  readonly deliveries: ReadonlyMap<string, Delivery>;
  /** All emails that the provider accepted, in order. */
  readonly mails: readonly ShownMail[];
  /** All reports of the provider that the service accepted, in order. */
  readonly reports: readonly TakenReport[];
  /** The provider's ids of the visitors' emails that the service answered with 2xx. */
  readonly acceptedReplies: ReadonlySet<string>;
  /** All that the service sent on Messenger and Instagram and the platform took, in order. */
  readonly directs: readonly ShownDirect[];
  /** All echoes that the service accepted, in order. */
  readonly echoes: readonly TakenEcho[];
}

const atOnce = 8;

export async function gather(
  client: PatientClient,
  { mailbox, meta, reports }: Pick<Stack, 'mailbox' | 'meta' | 'reports'>,
  ids: readonly string[],
): Promise<Evidence> {
  const conversations = await everyPage((cursor) =>
    client.ask((api) => api.conversations.list({ empty: 'true', limit: 200, ...cursor })),
  );
  const deliveries = await everyPage((cursor) => client.ask((api) => api.deliveries.list({ limit: 200, ...cursor })));
  const known = new Set(conversations.map(({ id }) => id));
  const messages = new Map<string, readonly Message[]>();
  await eachOf(
    ids.filter((id) => known.has(apiIdOf(id))),
    async (id) => {
      const list = await everyPage((cursor) =>
        client.ask((api) => api.messages.list(apiIdOf(id), { limit: 200, ...cursor })),
      );
      messages.set(id, list);
    },
  );
  return {
    conversations: new Map(conversations.map((conversation) => [plannedIdOf(conversation.id), conversation])),
    deliveries: new Map(
      deliveries.map((delivery) => [
        delivery.id,
        { ...delivery, conversationId: plannedIdOf(delivery.conversationId) },
      ]),
    ),
    messages,
    mails: (await acceptedMails(mailbox)).map(shownMail),
    reports: [...reports],
    acceptedReplies: new Set(
      (await inboundMails(mailbox)).filter(({ state }) => state === 'accepted').map(({ id }) => id),
    ),
    directs: await sentByApp(meta.url),
    echoes: [...meta.echoes],
  };
}

async function acceptedMails(mailbox: string): Promise<Mail[]> {
  const answer = await fetch(`${mailbox}/api/mails`);
  return ((await answer.json()) as { items: Mail[] }).items.reverse();
}

async function sentByApp(meta: string): Promise<readonly ShownDirect[]> {
  const answer = await fetch(`${meta}/api/direct-messages?from=page`);
  const { items } = (await answer.json()) as { items: DirectMessage[] };
  const parts = items.reverse().filter(({ writtenIn }) => writtenIn === 'app');
  return withEndsMarked(parts.map(shownDirect));
}

/** The visitors' emails, as the provider sees them. */
export async function inboundMails(mailbox: string) {
  const answer = await fetch(`${mailbox}/api/inbound`);
  return ((await answer.json()) as { items: { readonly id: string; readonly state: InboundState }[] }).items;
}

/** All items of a list. */
export async function everyPage<T>(page: (from: { readonly cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const next: Page<T> = await page(cursor === null ? {} : { cursor });
    items.push(...next.items);
    cursor = next.nextCursor;
  } while (cursor !== null);
  return items;
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const one = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
