import type { Chat, ChatFrontend } from '../../dev/chat.ts';
import type { ForwardingChoice } from '../../src/contract/settings.ts';

/** One conversation of an account of its own, as its chat frontend and its agents see it. */
export interface Scene {
  readonly chat: ChatFrontend;
  readonly conversation: Chat;
  readonly address: string;
}

/** Something that people do, at a minute of the story. */
export interface Happening {
  readonly at: number;
  readonly does: (scene: Scene) => Promise<unknown>;
}

/** What the n-th message of a conversation says; no number's text is part of another's. */
export const textOf = (seq: number) => `Message number ${seq}.`;

const happening = (at: number, does: Happening['does']): Happening => ({ at, does });

export const agentSays = (at: number, seq: number) =>
  happening(at, ({ conversation }) => conversation.agentSays(textOf(seq)));
export const botSays = (at: number, seq: number) =>
  happening(at, ({ conversation }) => conversation.botSays(textOf(seq)));
export const heartbeat = (at: number) => happening(at, ({ conversation }) => conversation.presence('here'));
export const active = (at: number) => happening(at, ({ conversation }) => conversation.presence('active'));
export const leaves = (at: number) => happening(at, ({ conversation }) => conversation.presence('left'));
export const reads = (at: number, upTo: number) => happening(at, ({ conversation }) => conversation.readUpTo(upTo));
export const closes = (at: number) => happening(at, ({ conversation }) => conversation.close());
export const addressBecomesKnown = (at: number) =>
  happening(at, ({ conversation, address }) => conversation.identify(address, 'agent'));
export const agentGoes = (at: number) => happening(at, ({ chat }) => chat.setStatus('ada', 'invisible'));
export const accountChooses = (at: number, emailForwarding: ForwardingChoice) =>
  happening(at, ({ chat }) => chat.call('PATCH', '/v1/settings', { emailForwarding }));

/** An agent's messages have the id that the chat client gave them. */
export const deletes = (at: number, seq: number) =>
  happening(at, async ({ conversation }) => {
    const message = (await conversation.messages()).find((known) => known.seq === seq);
    if (message === undefined) throw new Error(`there is no message ${seq}`);
    await conversation.remove(message.id);
  });

/** One after the other from a minute to another, by a step. */
export function every(step: number, from: number, to: number, what: (at: number, nth: number) => Happening) {
  const count = Math.floor((to - from) / step + 1e-6) + 1;
  return Array.from({ length: count }, (_, index) => what(from + index * step, index + 1));
}
