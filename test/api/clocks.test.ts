import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});

const minute = 60;
const day = 86_400;

type Said = 'here' | 'active' | 'left' | 'asks' | 'answers';
type Story = readonly (readonly [at: number, said: Said])[];

const beats = (from: number, to: number): Story =>
  Array.from({ length: Math.floor((to - from) / 30) + 1 }, (_, index) => [from + index * 30, 'here'] as const);

/** The worked examples of the design that a client's clock could spoil, in seconds; each begins with a visitor who is there. */
const stories: Record<string, Story> = {
  'A at 0, visitor leaves at 1': [
    [0, 'here'],
    [0, 'answers'],
    [minute, 'left'],
  ],
  'A at 0, leaves at 1, returns at 4, heartbeats go on': [
    [0, 'here'],
    [0, 'answers'],
    [minute, 'left'],
    ...beats(4 * minute, 10 * minute),
  ],
  'A at 0, last activity at 0, leaves at 28': [
    [0, 'active'],
    [0, 'answers'],
    [28 * minute, 'left'],
  ],
  'leaves at 1, A at 5.5': [
    [0, 'here'],
    [minute, 'left'],
    [5.5 * minute, 'answers'],
  ],
  'left at 0, A at 10, A at 10.5': [
    [0, 'left'],
    [10 * minute, 'answers'],
    [10.5 * minute, 'answers'],
  ],
  'the visitor asks, and their browser dies': [[0, 'asks'], ...beats(0, 3 * minute), [2 * minute, 'answers']],
};

interface Clock {
  /** Added to the true time, in seconds. */
  readonly skew: number;
  readonly saysSentAt: boolean;
}

const wrong: fc.Arbitrary<Clock> = fc.record({
  skew: fc.oneof(...[90, 60 * minute, 2 * day].map((max) => fc.integer({ min: -max, max }))),
  saysSentAt: fc.boolean(),
});

let conversations = 0;

/** Tells a story with these clocks, or without times; answers what the API makes of it, every minute of what comes. */
async function told(story: Story, clocks: { visitors: Clock; agents: Clock } | null): Promise<readonly unknown[]> {
  conversations += 1;
  const id = `c${conversations}`;
  const path = `/v1/conversations/${id}`;
  const { chat } = acme;
  await chat.conversation(id).begin({ email: `${id}@example.com` });
  const startedAt = api.now();
  const times = (clock: Clock | undefined) =>
    clock === undefined
      ? {}
      : { at: api.iso(clock.skew), ...(clock.saysSentAt ? { sentAt: api.iso(clock.skew) } : {}) };
  const seconds = (time: string | null) => (time === null ? null : (Date.parse(time) - startedAt) / 1_000);
  const seen: unknown[] = [];
  for (const [index, [at, said]] of story.entries()) {
    api.pass(at - (api.now() - startedAt) / 1_000);
    const message = {
      id: `m${index}`,
      text: 'Hello',
      ...times(said === 'answers' ? clocks?.agents : clocks?.visitors),
    };
    const answer =
      said === 'asks' || said === 'answers'
        ? await acme.call('POST', `${path}/messages`, {
            ...message,
            author: { kind: said === 'asks' ? 'visitor' : 'agent' },
            ...(said === 'asks' ? { tab: 'a' } : {}),
          })
        : await acme.call('POST', `${path}/presence`, { state: said, tab: 'a', ...times(clocks?.visitors) });
    expect(answer.status).toBeLessThan(300);
    const { visitor, forwarding } = await chat.conversation(id).get();
    const { state, leftAt, activeAt } = visitor.presence;
    seen.push([state, seconds(leftAt), seconds(activeAt), forwarding.trigger, seconds(forwarding.dueAt)]);
  }
  await courier.look(acme, id);
  seen.push((await courier.mails(`${id}@example.com`)).length);
  return seen;
}

describe('wrong clocks of visitors and agents', () => {
  it.each(Object.entries(stories))('change nothing of when a mail is due: %s', async (_, story) => {
    const expected = await told(story, null);
    await fc.assert(
      fc.asyncProperty(fc.record({ visitors: wrong, agents: wrong }), async (clocks) => {
        expect(await told(story, clocks)).toEqual(expected);
      }),
      { numRuns: 6, examples: [[{ visitors: slow(90), agents: slow(25 * 3_600) }]] },
    );
  });

  it('repeat a message under the same id, although it is sent at another time', async () => {
    const message = { id: 'again', author: { kind: 'agent' }, text: 'Hello', at: api.iso(-60) };
    await acme.chat.conversation('repeated').begin({});
    const post = (sentAt: string) => acme.call('POST', '/v1/conversations/repeated/messages', { ...message, sentAt });
    expect((await post(api.iso(-50))).body.at).toBe(api.iso(-10));
    expect((await post(api.iso())).status).toBe(200);
  });

  it('leave history what it is where it says when it was sent, in a conversation under way too', async () => {
    const chat = acme.chat.conversation('imported');
    await chat.begin({});
    await chat.presence('here');
    const old = { id: 'old', author: { kind: 'agent' }, text: 'Hello', at: api.iso(-25 * 3_600), sentAt: api.iso() };
    await acme.call('POST', '/v1/conversations/imported/messages', old);
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'notMailed', reason: 'tooOld' });
  });

  it('make no history of what an agent types in their own session', async () => {
    await acme.call('PUT', '/v1/agents/ada', { name: 'Ada' });
    const { token } = (await acme.call('POST', '/v1/agents/ada/sessions')).body as unknown as { token: string };
    await acme.chat.conversation('typed').begin({ email: 'typed@example.com' });
    const reply = { id: 'r1', author: { kind: 'agent' }, text: 'Hello', at: api.iso(-25 * 3_600) };
    await acme.call('POST', '/v1/conversations/typed/messages', reply, { key: token });
    expect((await acme.chat.conversation('typed').get()).forwarding.state).toBe('waiting');
  });

  it('make no visitor active in the past whose history is imported', async () => {
    const chat = acme.chat.conversation('of-old');
    await chat.begin({});
    const { activeAt } = (await chat.get()).visitor.presence;
    api.pass(600);
    const old = { id: 'v1', author: { kind: 'visitor' }, text: 'Hello', at: api.iso(-2 * day) };
    await acme.call('POST', '/v1/conversations/of-old/messages', old);
    expect((await chat.get()).visitor.presence.activeAt).toBe(activeAt);
  });
});

function slow(seconds: number): Clock {
  return { skew: -seconds, saysSentAt: false };
}
