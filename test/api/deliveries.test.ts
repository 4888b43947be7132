import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { dueReply } from './due-reply.ts';
import { expectProblem } from './problem.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
const began: number[] = [];
beforeAll(async () => {
  acme = await api.account();
  for (const [id, mode] of [
    ['sent', 'none'],
    ['refused', '400'],
    ['large', '413'],
    ['lost', 'timeoutBeforeAccept'],
  ] as const) {
    const { address } = await dueReply(api, { account: acme, id });
    await courier.fault(address, mode);
    began.push(api.now());
    await courier.look(acme, id);
  }
});

const found = async (query: string) => {
  const { body } = await acme.call('GET', `/v1/deliveries${query}`);
  return body.items.map(({ conversationId }: { conversationId: string }) => conversationId);
};
const iso = (index: number) => encodeURIComponent(new Date(began[index] as number).toISOString());

describe('GET /v1/deliveries', () => {
  it('answers all, newest first, in pages', async () => {
    expect(await found('')).toEqual(['lost', 'large', 'refused', 'sent']);
    const { body } = await acme.call('GET', '/v1/deliveries?limit=3');
    expect(body.items).toHaveLength(3);
    expect(await found(`?limit=3&cursor=${body.nextCursor}`)).toEqual(['sent']);
  });

  it('filters by status, reason, conversation and time', async () => {
    expect(await found('?status=accepted')).toEqual(['sent']);
    expect(await found('?status=parked')).toEqual(['large', 'refused']);
    expect(await found('?status=unknown')).toEqual(['lost']);
    expect(await found('?reason=contentRejected')).toEqual(['refused']);
    expect(await found('?reason=tooLarge&status=parked')).toEqual(['large']);
    expect(await found('?reason=unknown&status=accepted')).toEqual([]);
    expect(await found('?reason=internal')).toEqual([]);
    expect(await found('?conversation=sent')).toEqual(['sent']);
    expect(await found(`?since=${iso(1)}&until=${iso(3)}`)).toEqual(['large', 'refused']);
  });

  it('finds those of a visitor by name, id or address, also one that they had before', async () => {
    const { chat, address } = await dueReply(api, { account: acme, id: 'renamed' });
    await courier.look(acme, 'renamed');
    await chat.begin({ name: 'Grace Hopper', email: 'corrected@example.com' });
    for (const q of ['hopper', 'GRACE', 'corrected@EXAMPLE.com', address.toUpperCase()])
      expect(await found(`?q=${encodeURIComponent(q)}`)).toEqual(['renamed']);
    expect(await found('?q=hopper&conversation=sent')).toEqual([]);
    expect(await found('?q=hopper&status=parked')).toEqual([]);
    expect(await found('?q=nobody')).toEqual([]);
    const other = await api.account();
    expect((await other.call('GET', '/v1/deliveries?q=hopper')).body.items).toEqual([]);
  });

  it('refuses a search that finds too many visitors', async () => {
    const many = await api.account();
    const one = await many.chat
      .conversation('c0')
      .begin({ name: 'Ada' })
      .then(() => api.store.conversations.findOne({ accountId: many.id }));
    const copies = Array.from({ length: 1_000 }, (_, nth) => ({
      ...one!,
      _id: `${many.id}:copy-${nth}`,
      id: `copy-${nth}`,
    }));
    await api.store.conversations.insertMany(copies);
    expectProblem(await many.call('GET', '/v1/deliveries?q=ada'), 422, 'invalid-request', ['q']);
  });

  it.each([
    ['status=lost', 'status'],
    ['reason=because', 'reason'],
    ['reason=settling', 'reason'],
    ['conversation=a%20b', 'conversation'],
    ['since=yesterday', 'since'],
    ['until=2026-02-30T00:00:00Z', 'until'],
    ['cursor=x', 'cursor'],
  ])('answers 422 to ?%s', async (query, field) => {
    expectProblem(await acme.call('GET', `/v1/deliveries?${query}`), 422, 'invalid-request', [field]);
  });
});

describe('GET /v1/deliveries/{id}', () => {
  it('tells until when the report of one whose outcome is unknown is awaited', async () => {
    const lost = await acme.chat.deliveries('?status=unknown');
    const { body } = await acme.call('GET', `/v1/deliveries/${lost[0]?.id}`);
    const until = (body as unknown as { reportAwaitedUntil: string }).reportAwaitedUntil;
    expect(Date.parse(until)).toBeGreaterThanOrEqual((began[3] as number) + 1_800_000);
  });

  it('answers the delivery with its attempts and the mail as sent', async () => {
    const id = (await acme.call('GET', '/v1/deliveries?conversation=sent')).body.items[0]?.id;
    const at = new Date(began[0] as number).toISOString();
    const answer = await acme.call('GET', `/v1/deliveries/${id}`);
    expect(answer.body).toEqual({
      id,
      conversationId: 'sent',
      channel: 'email',
      to: 'sent@example.com',
      status: 'accepted',
      reason: null,
      trigger: 'left',
      newsSeqs: [1],
      attempts: [{ at, end: 'accepted', result: 'the provider answered 202' }],
      nextAttemptAt: null,
      reportAwaitedUntil: null,
      reports: [],
      mayHaveBounced: false,
      replayAskedAt: null,
      dismissed: null,
      withdrawn: null,
      mailRemovedAt: null,
      supersededBy: null,
      mail: {
        from: 'Ada (Acme) <chat@acme.example>',
        to: 'sent@example.com',
        subject: expect.stringMatching(/^Your conversation with Acme \([2-9B-Z]{5}\)$/),
        messageId: `<${id}@acme.example>`,
        text: expect.stringContaining('The parcel ships tomorrow.'),
        html: expect.stringContaining('The parcel ships tomorrow.'),
      },
      createdAt: at,
      acceptedAt: at,
    });
  });

  it('an unknown one is 404, to read and to replay', async () => {
    expectProblem(await acme.call('GET', '/v1/deliveries/none'), 404, 'not-found');
    expectProblem(await acme.call('POST', '/v1/deliveries/none/replay'), 404, 'not-found');
  });
});
