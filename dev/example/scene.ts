import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { createClient } from '../../packages/client/src/index.ts';
import { channelConversationId } from '../../src/contract/channels.ts';
import type { Message } from '../../src/contract/messages.ts';
import type { Chat } from '../chat.ts';
import { doesOnChannel, type RowsPage } from './page.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** A conversation with its two sides. */
export interface Scene {
  readonly visitor: VisitorSide;
  /** The agents' side. */
  chat(): Promise<Chat>;
}

export interface VisitorSide {
  says(text: string): Promise<Message>;
  sees(): Promise<readonly Message[]>;
  presence(state: 'here' | 'active' | 'left'): Promise<void>;
  readUpTo(seq: number): Promise<unknown>;
  fillsIn(email: string | null): Promise<unknown>;
}

/** Begins the row's conversation: a frontend reports everything, or the visitor uses the widget. */
export async function beginScene({ start }: Row, stage: Stage): Promise<Scene> {
  if (start.widget !== undefined) return inWidget(stage, start.widget);
  if (stage.page !== null) return onChannel(stage, stage.page, start.wroteHoursAgo ?? 0);
  const chat = stage.frontend.conversation(stage.conversationId);
  await chat.begin(start.addressKnown === false ? {} : { email: stage.address });
  return {
    visitor: {
      says: chat.visitorSays,
      sees: () => chat.messages('visitor'),
      presence: chat.presence,
      readUpTo: chat.readUpTo,
      fillsIn: (email) => chat.identify(email, 'contactForm'),
    },
    chat: async () => chat,
  };
}

const hourMs = 3_600_000;
/** A webhook goes through the API and a workflow until it is a message. */
const comesWithinMs = 15_000;

/** @param hoursAgo when the first message was written */
function onChannel({ frontend }: Stage, page: RowsPage, hoursAgo: number): Scene {
  const { channel, pageId, personId } = page;
  const chat = frontend.conversation(channelConversationId(channel, pageId, personId));
  let written = 0;
  const impossible = async (): Promise<never> => {
    throw new Error('there is no such thing on a channel');
  };
  return {
    visitor: {
      says: async (text) => {
        written += 1;
        const at = written === 1 && hoursAgo > 0 ? { at: new Date(Date.now() - hoursAgo * hourMs).toISOString() } : {};
        await doesOnChannel(page, { text, ...at });
        return messageIn(chat, text);
      },
      sees: () => chat.messages('visitor'),
      presence: impossible,
      readUpTo: () => doesOnChannel(page, { read: true }),
      fillsIn: impossible,
    },
    chat: async () => chat,
  };
}

/** The message with this text, once it is there. */
export async function messageIn(chat: Chat, text: string): Promise<Message> {
  const giveUpAt = Date.now() + comesWithinMs;
  for (;;) {
    // Before the visitor's first message there is no conversation.
    const messages = await chat.messages().catch((): Message[] => []);
    const found = messages.find((message) => message.text === text);
    if (found !== undefined) return found;
    if (Date.now() > giveUpAt) throw new Error('what was written on the channel is no message in the conversation');
    await sleep(100);
  }
}

async function inWidget(stage: Stage, who: 'anonymous' | 'signed'): Promise<Scene> {
  const { request, siteKey, frontend } = stage;
  const options = { baseUrl: '', fetch: request, retries: 0 };
  const identity = who === 'signed' ? { identityToken: await identityToken(stage) } : {};
  const { token } = await createClient(options).visitor.session({ siteKey, ...identity });
  const { visitor } = createClient({ ...options, key: token });
  let written = 0;
  return {
    visitor: {
      says: (text) => {
        written += 1;
        return visitor.post({ id: `visitor-${written}`, text });
      },
      sees: async () => (await visitor.messages({ limit: 200 })).items,
      presence: (state) => visitor.presence({ state }),
      readUpTo: (upTo) => visitor.read({ upTo }),
      fillsIn: (email) => visitor.contactForm({ email }),
    },
    chat: async () => {
      const conversation = await visitor.conversation();
      if (conversation === null) throw new Error('the visitor has not written yet');
      return frontend.conversation(conversation.id);
    },
  };
}

/** What the account's site would sign: who is logged in. */
function identityToken({ address, identitySecret }: Stage): Promise<string> {
  return new SignJWT({ email: address, name: 'Visitor' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('visitor-of-the-site')
    .setExpirationTime('10 minutes')
    .sign(new TextEncoder().encode(identitySecret));
}
