import { SignJWT } from 'jose';
import { createClient } from '../../packages/client/src/index.ts';
import type { Message } from '../../src/contract/messages.ts';
import type { Chat } from '../chat.ts';
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
