import type { Act, DoneAct } from '../../chaos/acts.ts';
import type { Evidence } from '../../chaos/evidence.ts';
import { shownMail } from '../../chaos/shown-mail.ts';
import type { ApiInProcess } from '../support/api-in-process.ts';
import type { Courier } from '../support/courier.ts';

export interface SmallCase {
  readonly acts: readonly DoneAct[];
  readonly evidence: Evidence;
}

/**
 * A conversation as it really went: the visitor writes and reads the first answer, leaves, and is mailed the second one;
 * a third is deleted. As a run would journal it and find it afterwards.
 */
export async function smallCase(api: ApiInProcess, courier: Courier, id: string): Promise<SmallCase> {
  const acme = await api.account();
  const path = `/v1/conversations/${id}`;
  const address = `${id}@visitors.example`;
  const acts: DoneAct[] = [];
  const done = async (act: Act, method: string, where: string, body?: unknown, upTo: number | null = null) => {
    api.pass(1);
    const sentAt = api.now();
    const answer = await acme.call(method, `${path}${where}`, body);
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    api.pass(1);
    const seq = act.kind === 'post' ? answer.body.seq : null;
    acts.push({
      conversation: id,
      act,
      sentAt,
      acknowledgedAt: api.now(),
      seq,
      upTo,
      tries: 1,
      unanswered: 0,
      refused: null,
    });
  };
  const post = async (messageId: string, author: Extract<Act, { kind: 'post' }>['author']) => {
    const text = `${messageId}: hello`;
    const body = { id: messageId, author, text };
    await done({ kind: 'post', messageId, author, text, reads: false }, 'POST', '/messages', body);
  };
  const ada = { kind: 'agent', id: 'ada' } as const;

  await done({ kind: 'begin', email: address }, 'PUT', '', { visitor: { email: address } });
  await post(`${id}-v1`, { kind: 'visitor' });
  await post(`${id}-a1`, ada);
  await done({ kind: 'read', butLast: 0 }, 'POST', '/read', { upTo: 2 }, 2);
  await post(`${id}-a2`, ada);
  await post(`${id}-a3`, ada);
  await done({ kind: 'delete', messageId: `${id}-a3` }, 'DELETE', `/messages/${id}-a3`);
  const gone = { state: 'left', tab: 'a' } as const;
  await done({ kind: 'presence', ...gone }, 'POST', '/presence', gone);
  api.pass(300);
  await courier.look(acme, id);

  const chat = acme.chat.conversation(id);
  const mails = (await courier.mails(address)).map((mail) => ({ ...shownMail(mail), acceptedAt: api.now() }));
  const deliveries = await acme.chat.deliveries();
  return {
    acts,
    evidence: {
      conversations: new Map([[id, await chat.get()]]),
      messages: new Map([[id, await chat.messages()]]),
      deliveries: new Map(deliveries.map((delivery) => [delivery.id, delivery])),
      mails,
      reports: [],
      acceptedReplies: new Set(),
      directs: [],
      echoes: [],
    },
  };
}
