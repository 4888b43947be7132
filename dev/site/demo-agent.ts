import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Conversation } from '../../packages/client/src/index.ts';

/** Ada, whom a button plays, as long as nobody answers in the inbox. */
const ada = { id: 'ada', name: 'Ada' } as const;

const answers = [
  'Hello, Ada here. Thank you for asking! Let me look.',
  'I have found it: everything ships tomorrow morning. Is there anything else that you would like to know?',
  'Of course. You can also send it back within 30 days; the label is in the parcel.',
  'You are welcome. Write here or answer by email whenever you like.',
] as const;

/** So long is waited for the visitor to leave. */
const patienceMs = 60_000;
const betweenLooksMs = 250;
/** Others, such as those of `npm run example`, may have begun since: so many pages of so many are looked through. */
const [pages, perPage] = [10, 200];

export type DemoAgent = ReturnType<typeof createDemoAgent>;

export interface DemoAgentOptions {
  /** Of the site's pages: only conversations that take place there are answered. */
  readonly origins: readonly string[];
  /** How long she types before she answers somebody who is there. */
  readonly typesMs: number;
}

export function createDemoAgent(client: Client, { origins, typesMs }: DemoAgentOptions) {
  const isHere = ({ page }: Conversation) =>
    origins.some((origin) => page === origin || page?.startsWith(`${origin}/`));

  /** The conversation in which something happened last; null if nobody has written yet. */
  async function newest(): Promise<Conversation | null> {
    let cursor: string | undefined;
    for (let page = 0; page < pages; page += 1) {
      const { items, nextCursor } = await client.conversations.list({ limit: perPage, cursor });
      const [first] = items
        .filter((one) => one.lastSeq > 0 && isHere(one))
        .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
      if (first !== undefined) return first;
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    return null;
  }

  async function answer({ id }: Conversation): Promise<void> {
    const { items } = await client.messages.list(id, { limit: 200 });
    const answered = items.filter(({ author }) => author.kind === 'agent').length;
    const text = answers[answered % answers.length] ?? answers[0];
    await client.messages.post(id, { id: randomUUID(), author: { kind: 'agent', ...ada }, text });
  }

  let waits: AbortController | null = null;

  return {
    newest,
    /** Returns whether there is anybody to answer. */
    async answerNow(): Promise<boolean> {
      const conversation = await newest();
      if (conversation === null) return false;
      await client.conversations.typing(conversation.id, { agent: ada });
      await sleep(typesMs);
      await answer(conversation);
      return true;
    },
    /** Answers once the visitor has left the site, or after a minute. Only the newest wish counts. */
    async answerWhenLeft(): Promise<boolean> {
      const conversation = await newest();
      if (conversation === null) return false;
      waits?.abort();
      const mine = new AbortController();
      waits = mine;
      void (async () => {
        for (const until = Date.now() + patienceMs; Date.now() < until; ) {
          const { visitor } = await client.conversations.get(conversation.id);
          if (visitor.presence.state === 'left') break;
          await sleep(betweenLooksMs, undefined, { ref: false });
          if (mine.signal.aborted) return;
        }
        await answer(conversation);
        // Whoever waits for the answer sees on the page that none came.
      })().catch(() => {});
      return true;
    },
  };
}
