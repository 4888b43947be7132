import type { Conversation } from '../../../packages/client/src/index.ts';
import { conversation, learn } from '../account/conversations.ts';
import { client } from '../account/session.ts';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';

type Change = { readonly name: string | null } | { readonly email: string | null };

/**
 * Changes the visitor's name or address as an agent, and offers to take that back. An address that is put back counts as
 * an agent's: no agent may say that the visitor gave it.
 *
 * @param said what has happened, in words
 * @throws ProblemError if the API refuses the name or the address
 */
export async function changeVisitor({ id, visitor }: Conversation, change: Change, said: string): Promise<void> {
  const before: Change = 'name' in change ? { name: visitor.name } : { email: visitor.email };
  learn(await client.conversations.patchVisitor(id, { ...change, source: 'agent' }));
  toast(said, { label: say('shell.undo'), run: () => void putBack(id, change, before) });
}

/** Unless somebody has changed it since. */
async function putBack(id: string, change: Change, before: Change): Promise<void> {
  const now = conversation(id).peek()?.visitor;
  const isAsChanged = 'name' in change ? now?.name === change.name : now?.email === change.email;
  if (!isAsChanged) return;
  try {
    learn(await client.conversations.patchVisitor(id, { ...before, source: 'agent' }));
  } catch (error) {
    toastFailure(error);
  }
}
