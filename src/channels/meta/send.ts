import type { SendResult } from '../channel.ts';
import type { DirectAccess, HttpAnswer } from '../direct.ts';
import { detailOf, meaningOf } from './answers.ts';
import { graphRequest } from './graph.ts';
import { provenBy } from './pages.ts';

/** Posts a message to the Graph API, once. @param path such as `/me/messages` */
export async function sendMessage(access: DirectAccess, path: string, request: string): Promise<SendResult> {
  const { hosts, login, accessToken, timeoutMs } = access;
  const to = { method: 'POST', host: hosts[login] ?? '', path, ...provenBy(login, access) } as const;
  const answer = await graphRequest({ ...to, body: JSON.parse(request), accessToken, timeoutMs });
  return { ...meaningOf(answer), ...told(answer, accessToken) };
}

function told(answer: HttpAnswer, accessToken: string): Pick<SendResult, 'status' | 'code' | 'message' | 'detail'> {
  switch (answer.kind) {
    case 'answered': {
      const { status, body } = answer;
      return { status, code: null, message: `the platform answered ${status}`, detail: detailOf(body, accessToken) };
    }
    case 'noConnection':
    case 'cutOff': {
      const what = answer.kind === 'cutOff' ? 'no answer from the platform' : 'no connection to the platform';
      return { status: null, code: answer.code, message: `${what} (${answer.code})`, detail: null };
    }
    default:
      return answer satisfies never;
  }
}
