import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
let chat: Chat;
beforeEach(async () => {
  acme = await api.account();
  chat = acme.chat.conversation('c1');
  await chat.begin();
});
const patch = (body: unknown) => acme.call('PATCH', '/v1/conversations/c1/visitor', body);
const report = (body: unknown) => acme.call('POST', '/v1/conversations/c1/presence', body);
const presence = async () => (await chat.get()).visitor.presence;
const read = (upTo: unknown) => acme.call('POST', '/v1/conversations/c1/read', { upTo });

describe('PATCH …/visitor', () => {
  it('tells who gave the address, and verifies only a signed identity', async () => {
    for (const source of ['contactForm', 'agent', 'identity'] as const) {
      const { visitor } = await chat.identify(`${source}@example.com`, source);
      expect(visitor).toMatchObject({
        email: `${source}@example.com`,
        emailSource: source,
        emailVerified: source === 'identity',
      });
    }
  });

  it('takes the address back with null', async () => {
    await chat.identify('ada@example.com');
    expect((await chat.identify(null)).visitor).toMatchObject({ email: null, emailSource: null, emailVerified: false });
  });

  it('leaves what is not given, and clears with null', async () => {
    await patch({ name: 'Ada', locale: 'fr', timeZone: 'Europe/Paris' });
    expect((await patch({ locale: null })).body.visitor).toMatchObject({
      name: 'Ada',
      locale: null,
      timeZone: 'Europe/Paris',
    });
    const answer = await changesNothing(api, () => patch({ name: 'Ada' }));
    expect(answer.status).toBe(200);
  });

  it.each([
    [{ email: 'not an address' }, 'email'],
    [{ email: '' }, 'email'],
    [{ email: 'ada@localhost' }, 'email'],
    [{ email: 'ada@exa mple.com' }, 'email'],
    [{ source: 'conversation' }, 'source'],
    [{ source: 'guess' }, 'source'],
    [{ id: 'other' }, 'id'],
    [{ timeZone: '' }, 'timeZone'],
    [{ name: ['Ada'] }, 'name'],
  ])('answers 422 to %j', async (body, path) => {
    expectProblem(await changesNothing(api, () => patch(body)), 422, 'invalid-request', [path]);
  });

  it('an address makes the replies that wait for one due', async () => {
    await chat.agentSays('Are you there?');
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'notIdentified' });
    await chat.identify('ada@example.com');
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'beforeTrigger' });
    expect(api.woken.at(-1)).toBe('c1 visitorIdentified');
  });
});

describe('POST …/presence', () => {
  it('the visitor leaves when their last tab has, at that time', async () => {
    await report({ state: 'here', tab: 'a' });
    await report({ state: 'here', tab: 'b' });
    api.pass(10);
    await report({ state: 'left', tab: 'a' });
    expect((await presence()).state).toBe('here');
    api.pass(10);
    expect((await report({ state: 'left', tab: 'b', at: api.iso(-5) })).status).toBe(204);
    expect(await presence()).toMatchObject({ state: 'left', leftAt: api.iso(-5) });
  });

  it('ignores a report older than the newest of its tab', async () => {
    await report({ state: 'active', tab: 'a' });
    api.pass(10);
    await report({ state: 'left', tab: 'a', at: api.iso() });
    await changesNothing(api, () => report({ state: 'here', tab: 'a', at: api.iso(-5) }));
    expect((await presence()).state).toBe('left');
  });

  it('takes the future as now', async () => {
    await report({ state: 'left', at: '9999-12-31T23:59:59Z' });
    expect(await presence()).toMatchObject({ state: 'left', leftAt: api.iso() });
    await report({ state: 'active' });
    expect((await presence()).state).toBe('here');
  });

  it('a report from long ago does no harm', async () => {
    expect((await report({ state: 'left', at: '0000-01-01T00:00:00Z' })).status).toBe(204);
    expect((await chat.get()).id).toBe('c1');
  });

  it('notices a tab that sent heartbeats and fell silent', async () => {
    await report({ state: 'here', tab: 'a' });
    api.pass(89);
    expect((await presence()).state).toBe('here');
    api.pass(1);
    expect(await presence()).toMatchObject({ state: 'left', leftAt: api.iso(-90) });
  });

  it.each([
    [{ state: 'gone' }, 'state'],
    [{}, 'state'],
    [{ state: 'here', at: '2026-02-30T10:00:00Z' }, 'at'],
    [{ state: 'here', at: '2026-01-31T25:00:00Z' }, 'at'],
    [{ state: 'here', at: '2026-01-31T10:00:00' }, 'at'],
    [{ state: 'here', at: 'yesterday' }, 'at'],
    [{ state: 'here', at: 1_770_000_000_000 }, 'at'],
    [{ state: 'here', tab: '' }, 'tab'],
    [{ state: 'here', tab: { $gt: '' } }, 'tab'],
  ])('answers 422 to %j', async (body, path) => {
    expectProblem(await changesNothing(api, () => report(body)), 422, 'invalid-request', [path]);
  });
});

describe('POST …/read', () => {
  beforeEach(async () => {
    await chat.agentSays('One');
    await chat.visitorSays('Two');
    await chat.agentSays('Three');
  });

  it('rises to the message told, and marks what was read', async () => {
    expect((await read(1)).body).toEqual({ readUpTo: 1 });
    expect((await chat.messages()).map(({ readAt }) => readAt)).toEqual([api.iso(), null, null]);
  });

  it('never rises past the last message, nor falls back', async () => {
    expect((await read(Number.MAX_SAFE_INTEGER)).body).toEqual({ readUpTo: 3 });
    expect((await changesNothing(api, () => read(1))).body).toEqual({ readUpTo: 3 });
    expect((await chat.get()).readUpTo).toBe(3);
    await chat.agentSays('Four');
    expect((await chat.messages()).at(-1)).toMatchObject({ text: 'Four', readAt: null });
  });

  it.each([-1, 1.5, '1', null, 1e300, undefined, [1]])('answers 422 to %j', async (upTo) => {
    expectProblem(await changesNothing(api, () => read(upTo)), 422, 'invalid-request', ['upTo']);
  });
});
