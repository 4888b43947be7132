import type { Act } from './acts.ts';
import { correspondentOf } from './pages.ts';

/** What is done at Meta, not over the API. */
export type DirectAct = Extract<Act, { kind: 'writeDirect' | 'ownInbox' | 'readDirect' }>;

export const isDirectAct = (act: Act): act is DirectAct =>
  act.kind === 'writeDirect' || act.kind === 'ownInbox' || act.kind === 'readDirect';

/** Does it at the fake Meta. Returns the platform's id of the message; null if there was nothing to do. */
export async function onChannel(meta: string, conversation: string, act: DirectAct): Promise<string | null> {
  const whose = correspondentOf(conversation);
  if (whose === null) return null;
  const { channel, pageId, personId } = whose;
  const post = async (where: string, body: object) => {
    const answer = await fetch(`${meta}/api/direct-messages/${where}`, {
      method: 'POST',
      body: JSON.stringify({ channel, pageId, ...body }),
    });
    // 422: they have not been sent anything yet that they could read.
    if (answer.status === 422) return null;
    return ((await answer.json()) as { id?: string }).id ?? null;
  };
  switch (act.kind) {
    case 'writeDirect':
      return post('incoming', { senderId: personId, name: `Visitor ${conversation}`, text: act.text });
    case 'readDirect':
      return post('incoming', { senderId: personId, read: true });
    case 'ownInbox':
      return post('own-inbox', { recipientId: personId, text: act.text });
    default:
      return act satisfies never;
  }
}
