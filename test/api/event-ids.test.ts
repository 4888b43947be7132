import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventIds } from '../../src/api/events/event-ids.ts';
import type { EventReader } from '../support/event-reader.ts';
import { startMongod } from '../support/servers.ts';
import { useVisitorApi } from '../support/visitor-api.ts';
import { newAccount, useApis } from './events-setup.ts';

const token = '826B082DEC000000092B022C0100296E5A10047155AB8B08F24A8E9476B90752F39E4F463C5F6964003C613A62000004';
const topic = { accountId: 'acme', conversationId: 'c1', view: 'visitor' } as const;

describe('the id of an event', () => {
  const ids = eventIds(randomBytes(32));

  it('opens again to the place it stands for, and is the same wherever it is made', () => {
    const id = ids.seal(topic, token);
    expect(ids.open(topic, id)).toBe(token);
    expect(ids.seal(topic, token)).toBe(id);
    expect(ids.seal({ ...topic, view: 'agent' }, token)).not.toBe(id);
  });

  it.each([
    ['another account', { ...topic, accountId: 'other' }],
    ['another conversation', { ...topic, conversationId: 'c2' }],
    ['the whole account', { ...topic, conversationId: null }],
    ['agents', { ...topic, view: 'agent' as const }],
  ])('opens nothing for %s', (_, elsewhere) => expect(ids.open(elsewhere, ids.seal(topic, token))).toBeNull());

  it('opens nothing once a letter of it is changed, nor what was never one, nor with another key', () => {
    const id = ids.seal(topic, token);
    for (let at = 0; at < id.length; at += 1)
      for (const letter of 'AB')
        if (letter !== id[at]) expect(ids.open(topic, `${id.slice(0, at)}${letter}${id.slice(at + 1)}`)).toBeNull();
    for (const other of ['', 'yesterday', token, 'A'.repeat(100_000), id.slice(0, 20)])
      expect(ids.open(topic, other)).toBeNull();
    expect(eventIds(randomBytes(32)).open(topic, id)).toBeNull();
  });
});

describe("a visitor's stream", () => {
  const api = useVisitorApi();
  const texts = ({ events }: EventReader) =>
    events.flatMap(({ type, data }) => (type === 'message.created' ? [data.text] : []));

  it('tells in its ids nothing of other accounts, whose changes they are places among', async () => {
    const [site, beta] = [await api.site(), await api.site()];
    const [widget, others] = [await site.visitor(), await beta.visitor()];
    const stream = await api.follow(widget.token);
    const ids = new Set<string>();
    for (const text of ['one', 'two', 'three']) {
      await others.writes(text);
      await beta.says(others.conversationId(), text);
      await widget.writes(text);
      await stream.until(() => texts(stream).includes(text));
      for (const { id } of stream.events) ids.add(id);
    }
    await stream.leave();
    const resumed = await api.follow(widget.token, stream.lastId ?? '');
    await resumed.until(() => resumed.lastId !== null);
    await resumed.leave();
    ids.add(resumed.lastId ?? '');
    const secrets = [beta.accountId, others.conversationId(), site.accountId, widget.conversationId()];
    for (const id of ids)
      for (const encoding of ['base64url', 'hex', 'utf8'] as const)
        for (const secret of secrets) expect(Buffer.from(id, encoding).toString('latin1')).not.toContain(secret);
    expect(ids.size).toBeGreaterThan(3);
  });

  it("resumes from an id that is another visitor's change, with what it missed", async () => {
    const site = await api.site();
    const [ada, bob] = [await site.visitor(), await site.visitor()];
    await ada.writes('one');
    const before = await api.follow(ada.token);
    // It is there from now on; the next opens where it is.
    await bob.writes('of Bob');
    await site.says(bob.conversationId(), 'to Bob');
    await before.until(() => before.lastId !== null);
    const next = await api.follow(ada.token);
    await next.until(() => next.lastId !== null);
    // Read before she writes: what she writes is told on this stream too, and moves its id on.
    const { lastId } = next;
    await ada.writes('missed');
    const after = await api.follow(ada.token, lastId ?? '');
    await after.until(() => texts(after).includes('missed'));
    expect(after.events.map(({ type }) => type)).not.toContain('reset');
    await Promise.all([before.leave(), next.leave(), after.leave()]);
  });

  it("gets a reset for an id of another visitor's stream, or for one in the old form", async () => {
    const site = await api.site();
    const [ada, bob] = [await site.visitor(), await site.visitor()];
    const stream = await api.follow(ada.token);
    await stream.until(() => stream.lastId !== null);
    for (const id of [stream.lastId ?? '', token]) {
      const moved = await api.follow(bob.token, id);
      await moved.until(() => moved.events.length > 0);
      expect(moved.events[0]).toMatchObject({ type: 'reset', data: {} });
      await moved.leave();
    }
    await stream.leave();
  });
});

describe('processes of one deployment that start at once', () => {
  const apis = useApis();

  it('seal with one key, so that each resumes what another began', async () => {
    const mongod = await startMongod();
    try {
      const place = { uri: mongod.uri, database: 'events' };
      const started = await Promise.all([1, 2, 3, 4].map(() => apis.start({}, place)));
      const [first] = started as [(typeof started)[0]];
      const acme = await newAccount(first);
      await acme.conversation('c1');
      const before = await Promise.all(started.map((api) => apis.follow(api, acme.apiKey)));
      await Promise.all(before.map((stream) => stream.until(() => stream.lastId !== null)));
      const ids = before.map(({ lastId }) => lastId ?? '');
      await acme.says('c1', 'missed');
      for (const id of ids) {
        const after = await apis.follow(first, acme.apiKey, '/v1/events', id);
        await after.untilMessage('missed');
        expect(after.events.map(({ type }) => type)).not.toContain('reset');
      }
    } finally {
      await mongod.stop();
    }
  });
});
