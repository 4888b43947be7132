import { beforeEach } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { useApi } from '../support/api-in-process.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { directCourier } from './direct-courier.ts';
import { startProvider } from './provider.ts';

interface SentBody {
  readonly recipient: { readonly id: string };
  readonly messaging_type?: string;
  readonly tag?: string;
  readonly message: {
    readonly text?: string;
    readonly metadata?: string;
    readonly attachment?: { readonly type: string; readonly payload: { readonly url: string } };
  };
}

/** How the platform refuses what it is sent. */
export const failed = (code: number, subcode?: number) => ({
  status: 400,
  body: { error: { code, error_subcode: subcode } },
});

/** How it answers what it takes. */
export const taken = (mid: string) => ({ status: 200, body: { message_id: mid } });

/**
 * What most tests of answers on a channel need: a platform that does as it is told, an account, and for each test a
 * person who has just written, on Messenger unless the test goes on elsewhere.
 */
export function useDirectStage() {
  const api = useApi();
  const provider = forThisFile(() => startProvider((count) => taken(`m_${count}`)));
  const courier = forThisFile(async () => ({
    ...directCourier(api, { hosts: { facebook: provider.url }, timeoutMs: 1_500 }),
    stop: async () => {},
  }));
  const acme = forThisFile(async () => ({ ...(await api.account()), stop: async () => {} }));

  let current: Chat;
  const person = { id: '', count: 0 };
  /** A conversation in which this test's person has just written. */
  async function begun(kind: 'messenger' | 'instagram', pageId: string): Promise<Chat> {
    const conversation = acme.chat.conversation(`${kind}.${pageId}.${person.id}`);
    const channel = { kind, pageId, recipientId: person.id };
    await acme.call('PUT', `/v1/conversations/${conversation.id}`, { channel });
    await conversation.visitorSays('Where is my parcel?');
    return conversation;
  }
  const goOnWith = async (kind: 'messenger' | 'instagram', pageId: string) => {
    current = await begun(kind, pageId);
  };
  beforeEach(async () => {
    person.count += 1;
    person.id = `person-${person.count}`;
    await goOnWith('messenger', 'page-1');
  });

  const got = (): SentBody[] =>
    provider.got.map(({ body }) => JSON.parse(body) as SentBody).filter(({ recipient }) => recipient.id === person.id);
  const look = (chat = current) => courier.look(acme, chat.id);

  return {
    ...{ api, provider, courier, acme, begun, goOnWith, got, look },
    /** The test's conversation. */
    chat: new Proxy({} as Chat, { get: (_, name) => current[name as keyof Chat] }),
    /** Whose id the platform knows. */
    person,
    texts: () => got().map(({ message }) => message.text),
    lookAndWait: () => courier.lookAndWait(acme, current.id),
    /** After the next wait. */
    later: async () => {
      const next = await look();
      if (next.kind !== 'sleep') throw new Error(`nothing is waited for: ${next.kind}`);
      api.pass((next.at - api.now()) / 1_000);
      await look();
    },
    deliveries: async () =>
      (await acme.chat.deliveries(`?conversation=${current.id}`)).sort(
        (a, b) => (a.newsSeqs[0] ?? 0) - (b.newsSeqs[0] ?? 0),
      ),
    outcomes: async () => (await current.messages()).flatMap(({ outcome }) => outcome ?? []),
    ref: () => ({ accountId: acme.id, conversationId: current.id }),
  };
}
