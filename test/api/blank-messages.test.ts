import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
  await acme.chat.conversation('c1').begin();
  await acme.call('POST', path, { id: 'm1', author: { kind: 'agent' }, text: 'Hello' });
});
const path = '/v1/conversations/c1/messages';

describe('a text in which nothing can be seen', () => {
  const blanks = [
    '',
    ' ',
    '\n\t\r\n',
    '\u200B',
    '\u0007',
    '\u00A0\u3000',
    '\u00AD',
    '\u2060\uFEFF',
    '\u3164',
    '\u2800',
  ];
  it.each([...blanks, '\u202E\u202C', '\uFE0F\u200D', '\u{E0020}'])('is no message: %j', async (text) => {
    for (const kind of ['visitor', 'agent', 'bot'])
      expectProblem(
        await changesNothing(api, () => acme.call('POST', path, { id: 'm2', author: { kind }, text })),
        422,
        'invalid-request',
        ['text'],
      );
    const edit = await changesNothing(api, () => acme.call('PATCH', `${path}/m1`, { text }));
    expectProblem(edit, 422, 'invalid-request', ['text']);
  });

  it.each(['.', ' . ', '🙂', '\u0301a', '\uE000', '\ud800', '👨‍👩‍👧', '\u200Fש'])('is not %j', async (text) => {
    expect((await acme.call('PATCH', `${path}/m1`, { text })).status).toBe(200);
  });
});
