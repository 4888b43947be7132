import type { Client, Message } from '../../packages/client/src/index.ts';
import type { DemoAgent } from './demo-agent.ts';

/** How far the visitor's story has come, for the page that waits with them. */
export interface Story {
  readonly state: 'nobodyWrote' | 'noAnswer' | 'read' | 'waiting' | 'emailed' | 'other';
  /** In a sentence. */
  readonly said: string;
  /** ISO-8601: when the email goes out; only while it is waited for. */
  readonly dueAt: string | null;
  readonly email: string | null;
}

export async function storyOf(client: Client, agent: DemoAgent): Promise<Story> {
  const conversation = await agent.newest();
  if (conversation === null)
    return { state: 'nobodyWrote', said: 'Nobody has written in the chat yet.', dueAt: null, email: null };
  const { email } = conversation.visitor;
  const { items } = await client.messages.list(conversation.id, { limit: 200 });
  const answer = items.findLast(({ author }) => author.kind === 'agent');
  return { email, dueAt: null, ...told(answer, email) };
}

function told(answer: Message | undefined, email: string | null): Pick<Story, 'state' | 'said'> & Partial<Story> {
  if (answer?.outcome === undefined)
    return { state: 'noAnswer', said: 'Ada has not answered yet. She waits until no tab with the shop is open.' };
  const { state, reason, until } = answer.outcome;
  if (state === 'mailed') return { state: 'emailed', said: `Ada’s answer was emailed to ${email}.` };
  if (state === 'read') return { state: 'read', said: 'You have read Ada’s answer in the chat, so no email is sent.' };
  if (reason === 'notIdentified')
    return {
      state: 'other',
      said: 'Ada answered, but the chat does not know your email address. Go back to the shop and leave it in the chat.',
    };
  if (state === 'waiting' || state === 'sending')
    return { state: 'waiting', said: `Ada answered. Her answer is emailed to ${email}`, dueAt: until ?? null };
  return { state: 'other', said: `Ada answered. Her answer: ${[state, reason].filter(Boolean).join(', ')}.` };
}
