import type { Chat } from '../../dev/chat.ts';
import type { ApiAccount, ApiInProcess } from '../support/api-in-process.ts';

export const replyText = 'The parcel ships tomorrow.';

export interface DueReply {
  readonly account: ApiAccount;
  readonly chat: Chat;
  readonly address: string;
}

interface Given {
  /** Else a new one. */
  readonly account?: ApiAccount;
  /** Of the conversation, and the name in its visitor's address. Else one that no other reply of this file has. */
  readonly id?: string;
  /** What else is told of the visitor, or another address. */
  readonly visitor?: { readonly email?: string; readonly locale?: string };
}

let count = 0;

/** A reply in a conversation of its own, to a visitor who has left: its email is due now, and nobody has looked yet. */
export async function dueReply(api: ApiInProcess, given: Given = {}): Promise<DueReply> {
  count += 1;
  const { account = await api.account(), id = `c${count}`, visitor = {} } = given;
  const { email: address = `${id}@example.com`, ...more } = visitor;
  const chat = account.chat.conversation(id);
  await chat.begin({ email: address, ...more });
  await replyIsDue(api, chat);
  return { account, chat, address };
}

/** An agent answers, the visitor leaves, and the five minutes pass. */
export async function replyIsDue(api: ApiInProcess, chat: Chat, text = replyText): Promise<void> {
  await chat.agentSays(text);
  await chat.presence('left');
  api.pass(300);
}
