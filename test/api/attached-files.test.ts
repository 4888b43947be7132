import { beforeAll, describe, expect, it } from '@jest/globals';
import { storeAttachment } from '../../src/store/attachments/store-attachment.ts';
import { removeAttachmentsOf } from '../../src/store/attachments/uploads.ts';
import { type Answer, type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
let [acme, other] = [] as unknown as [ApiAccount, ApiAccount];
beforeAll(async () => {
  [acme, other] = [await api.account(), await api.account()];
  for (const account of [acme, other]) for (const id of ['c1', 'c2', 'c3']) await account.chat.conversation(id).begin();
});

const upload = async ({
  conversationId = 'c1',
  by = 'account' as 'account' | 'visitor',
  account = acme,
  bytes = 10,
} = {}) =>
  (
    await storeAttachment(api.store, {
      accountId: account.id,
      conversationId,
      by,
      name: 'invoice.txt',
      content: Buffer.alloc(bytes, 'a'),
      expiresAt: new Date(api.now() + 86_400_000),
      now: api.now(),
    })
  ).id;

const post = (body: object, account = acme, conversationId = 'c1'): Promise<Answer> =>
  account.call('POST', `/v1/conversations/${conversationId}/messages`, { author: { kind: 'agent' }, ...body });

const keptFiles = () => api.store.attachments.files.countDocuments({ expiresAt: null });
const keptPieces = () => api.store.attachments.chunks.countDocuments({ expiresAt: null });

describe('a message with files', () => {
  it('shows them in order, needs no text, and keeps them for good', async () => {
    const attachments = [await upload(), await upload()];
    const answer = await post({ id: 'm1', attachments });
    expect(answer).toMatchObject({ status: 201, body: { text: '', attachments: attachments.map((id) => ({ id })) } });
    const [first] = (answer.body as unknown as { attachments: object[] }).attachments;
    expect(first).toEqual({
      id: attachments[0],
      name: 'invoice.txt',
      type: 'text/plain',
      bytes: 10,
      url: expect.stringMatching(/^\/v1\/attachments\/[a-z2-7]{26}\?expires=\d+&signature=[\w-]{43}$/),
      expiresAt: expect.stringMatching(/^2026-03-07T/),
    });
    expect([await keptFiles(), await keptPieces()]).toEqual([2, 2]);
    expect(await api.store.uploads.countDocuments({ messageId: 'm1', expiresAt: null })).toBe(2);
  });

  it('may be posted again, and is compared as it was first posted', async () => {
    const attachments = [await upload()];
    const first = await post({ id: 'again', text: 'Here', attachments });
    expect(await post({ id: 'again', text: 'Here', attachments })).toMatchObject({ status: 200, body: first.body });
    expectProblem(await post({ id: 'again', text: 'Here' }), 409, 'id-taken');
    expectProblem(await post({ id: 'again', text: 'Here', attachments: [await upload()] }), 409, 'id-taken');
    await acme.call('DELETE', '/v1/conversations/c1/messages/again');
    const tombstone = await post({ id: 'again', text: 'Here', attachments });
    expect(tombstone).toMatchObject({ status: 200, body: { state: 'deleted', attachments: [] } });
  });

  it('is stored once if it is posted twice at the same time', async () => {
    const attachments = [await upload()];
    const answers = await Promise.all([1, 2, 3].map(() => post({ id: 'twice', attachments })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  });

  it('loses them with its deletion', async () => {
    const before = [await keptFiles(), await keptPieces(), await api.store.uploads.countDocuments()];
    await post({ id: 'deleted', text: 'Here', attachments: [await upload({ bytes: 600_000 })] });
    expect((await acme.call('DELETE', '/v1/conversations/c1/messages/deleted')).status).toBe(204);
    expect([await keptFiles(), await keptPieces(), await api.store.uploads.countDocuments()]).toEqual(before);
  });
});

describe('a file', () => {
  const refused = async (body: object, paths: string[], account = acme) =>
    expectProblem(await changesNothing(api, () => post({ id: 'no', ...body }, account)), 422, 'invalid-request', paths);

  it('can be posted only where, by whom and while it may be', async () => {
    const [mine, late] = [await upload(), await upload()];
    await refused({ attachments: [mine, 'unknown'] }, ['attachments.1']);
    await refused({ attachments: [mine, mine] }, ['attachments']);
    await refused({ attachments: [await upload({ conversationId: 'c2' })] }, ['attachments.0']);
    await refused({ attachments: [await upload({ by: 'visitor' })] }, ['attachments.0']);
    await refused({ attachments: [await upload({ account: other })] }, ['attachments.0']);
    await refused({ attachments: Array(11).fill(mine) }, ['attachments']);
    await refused({ attachments: [] }, ['text']);
    api.pass(86_400);
    await refused({ attachments: [late] }, ['attachments.0']);
  });

  it('belongs to one message', async () => {
    const attachments = [await upload()];
    await post({ id: 'first', attachments });
    expectProblem(await changesNothing(api, () => post({ id: 'second', attachments })), 409, 'attachment-used');
  });

  it('counts towards what the settings allow a message', async () => {
    const limited = await api.account({ attachments: { maxFiles: 1, maxBytes: 100 } });
    await limited.chat.conversation('c1').begin();
    const of = (bytes: number) => upload({ account: limited, bytes });
    await refused({ attachments: [await of(1), await of(1)] }, ['attachments'], limited);
    await refused({ attachments: [await of(101)] }, ['attachments'], limited);
    expect((await post({ id: 'm1', attachments: [await of(100)] }, limited)).status).toBe(201);
  });
});

it('all files of a conversation are removed with it, and no others', async () => {
  await post({ id: 'm1', attachments: [await upload({ conversationId: 'c3' })] }, acme, 'c3');
  await upload({ conversationId: 'c3' });
  await post({ id: 'm1', attachments: [await upload({ account: other, conversationId: 'c3' })] }, other, 'c3');
  const before = await api.store.uploads.countDocuments();
  expect(await removeAttachmentsOf(api.store, { accountId: acme.id, conversationId: 'c3' })).toBe(2);
  expect(await api.store.uploads.countDocuments()).toBe(before - 2);
  expect(await api.store.uploads.countDocuments({ accountId: other.id, conversationId: 'c3' })).toBe(1);
});
