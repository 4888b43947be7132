import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { referenceOf } from '../../src/mail/reference.ts';
import type { EventReader } from '../support/event-reader.ts';
import { type Site, useVisitorApi, type Widget } from '../support/visitor-api.ts';

const api = useVisitorApi();

interface Scene {
  readonly site: Site;
  readonly widget: Widget;
  readonly id: string;
  readonly path: string;
}

async function begin(): Promise<Scene> {
  const site = await api.site();
  const widget = await site.visitor();
  await widget.writes('Hello', { id: 'v0' });
  const id = widget.conversationId();
  return { site, widget, id, path: `/v1/conversations/${id}/messages` };
}

const note = (id: string, more: object = {}) => ({
  kind: 'note',
  id,
  author: { kind: 'agent', id: 'sam' },
  text: `Note ${id}`,
  ...more,
});

let scene: Scene;
beforeEach(async () => {
  scene = await begin();
});
const post = (body: object) => scene.site.admin('POST', scene.path, body);
const agentsList = async (query = '') => (await scene.site.admin('GET', `${scene.path}${query}`)).body;
const said = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

describe('a note', () => {
  it('stands among the messages that agents see, after the one that it follows', async () => {
    expect(await post(note('n1'))).toMatchObject({
      status: 201,
      body: { kind: 'note', seq: null, afterSeq: 1, author: { id: 'sam' }, text: 'Note n1', forwardedTo: [] },
    });
    await post(note('n2'));
    await scene.site.says(scene.id, 'Hi');
    await post(note('n3'));
    const all = await agentsList();
    expect(all.items.map(({ kind, seq, afterSeq }: Record<string, unknown>) => [kind, seq, afterSeq])).toEqual([
      ['message', 1, undefined],
      ['note', null, 1],
      ['note', null, 1],
      ['message', 2, undefined],
      ['note', null, 2],
    ]);
    expect(said(await agentsList('?after=1'))).toEqual(said(all).slice(1));
    for (const limit of [1, 2, 3]) {
      const paged: string[] = [];
      for (let query = `?limit=${limit}`; query !== ''; ) {
        const page = await agentsList(query);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        paged.push(...said(page));
        query = page.nextCursor === null ? '' : `?limit=${limit}&cursor=${page.nextCursor}`;
      }
      expect(paged).toEqual(said(all));
    }
  });

  it('is stored once, and shares its ids with messages', async () => {
    await post(note('n1'));
    expect(await post(note('n1'))).toMatchObject({ status: 200, body: { afterSeq: 1 } });
    const { id, author, text } = note('n1');
    for (const other of [note('n1', { text: 'Other' }), { id, author, text }, note('v0')])
      expect(await post(other)).toMatchObject({ status: 409, body: { type: 'urn:afterchat:problem:id-taken' } });
    // A visitor does not learn that there is one.
    expect((await scene.widget.writes('Mine', { id: 'n1' })).status).toBe(201);
    await Promise.all(['a', 'b', 'c', 'd'].map((one) => post(note(one))));
    expect(said(await agentsList()).sort()).toEqual(['a', 'b', 'c', 'd', 'n1', 'n1', 'v0']);
  });

  it('is edited and deleted by its agent, and by no other', async () => {
    const { site, path } = scene;
    for (const agent of ['sam', 'bob']) await site.agent(agent);
    const tokenOf = async (agent: string) => (await site.admin('POST', `/v1/agents/${agent}/sessions`)).body.token;
    const [sam, bob] = [await tokenOf('sam'), await tokenOf('bob')];
    const { author: _, ...mine } = note('n1', { author: { kind: 'agent' } });
    await api.call('POST', path, { ...mine, author: { kind: 'agent' } }, { token: sam });
    const edit = (token: string) => api.call('PATCH', `${path}/n1`, { text: 'Better' }, { token });
    const remove = (token: string) => api.call('DELETE', `${path}/n1`, undefined, { token });
    expect([(await edit(bob)).status, (await remove(bob)).status]).toEqual([403, 403]);
    expect(await edit(sam)).toMatchObject({ status: 200, body: { text: 'Better', editedAt: api.iso() } });
    expect([(await remove(sam)).status, (await remove(sam)).status, (await edit(sam)).status]).toEqual([204, 204, 409]);
    expect((await agentsList()).items[1]).toMatchObject({ state: 'deleted', text: '' });
  });

  it.each([
    ['kind', { author: { kind: 'visitor' } }],
    ['kind', { author: { kind: 'bot' } }],
    ['forwarding', { forwarding: 'never' }],
  ])('is refused with the wrong %s: %j', async (field, more) => {
    expect(await post(note('n1', more))).toMatchObject({ status: 422, body: { errors: [{ path: field }] } });
  });

  it('is exported, and erased with its conversation', async () => {
    const { site, id } = scene;
    await post(note('n1'));
    const exported = await site.admin('GET', `/v1/conversations/${id}/export`);
    expect(exported.body.notes).toMatchObject([{ id: 'n1', text: 'Note n1' }]);
    await site.admin('DELETE', `/v1/conversations/${id}`);
    expect(await api.store.notes.countDocuments({ conversationId: id })).toBe(0);
    expect((await post(note('n2'))).status).toBe(404);
  });

  it('is told to agents alone', async () => {
    const { site, widget } = scene;
    const agents = await api.follow(site.apiKey, undefined, '/v1/events');
    const visitor = await api.follow(widget.token);
    await post(note('n1'));
    await site.admin('PATCH', `${scene.path}/n1`, { text: 'Better' });
    await site.admin('DELETE', `${scene.path}/n1`);
    await site.says(scene.id, 'Hi');
    const told = (reader: EventReader) => reader.events.map(({ type, data }) => `${type} ${data?.kind ?? ''}`);
    await agents.until(() => told(agents).includes('message.created message'));
    await visitor.until(() => told(visitor).includes('message.created message'));
    expect(told(agents).filter((one) => one.endsWith('note'))).toEqual(
      ['created', 'updated', 'deleted'].map((what) => `message.${what} note`),
    );
    expect(told(visitor).filter((one) => one.startsWith('message'))).toEqual(['message.created message']);
    await Promise.all([agents.leave(), visitor.leave()]);
  });
});

/** What can happen, and with it what an agent notes. */
const steps = fc.array(
  fc.record({
    what: fc.constantFrom('says', 'says', 'writes', 'reads', 'leaves', 'returns', 'closes', 'sendsNow', 'waits'),
    notes: fc.nat(2),
  }),
  { minLength: 4, maxLength: 9 },
);
type Step = { readonly what: string; readonly notes: number };

/** Plays a history in a conversation of its own, and tells all that follows from it. */
async function played(history: readonly Step[], withNotes: boolean) {
  const { site, widget, id, path } = await begin();
  await site.enters(id, 'visitor@example.com');
  api.mails.length = 0;
  const seen: unknown[] = [];
  for (const [index, { what, notes }] of history.entries()) {
    const noted = withNotes ? Array.from({ length: notes }, (_, number) => note(`n${index}-${number}`)) : [];
    for (const one of noted) await site.admin('POST', path, one);
    await happens(what, index, { site, widget, id, path });
    if (noted[0]) await site.admin('PATCH', `${path}/${noted[0].id}`, { text: `Note ${index}, edited` });
    if (noted[1]) await site.admin('DELETE', `${path}/${noted[1].id}`);
    const next = await api.look(site, id);
    seen.push(next, await widget.conversation(), await widget.messages(), await site.conversation(id));
    seen.push((await site.messages(id)).filter(({ kind }: { kind: string }) => kind === 'message'));
  }
  const { body } = await site.admin('GET', `/v1/deliveries?conversation=${id}`);
  // Nobody is told this one.
  const projection = { hasNotes: 0 };
  const stored = await api.store.conversations.findOne({ accountId: site.accountId, id }, { projection });
  const all = JSON.stringify([seen, body, api.mails.map(({ subject, text }) => [subject, text]), stored]);
  const isNoted = /Note n?\d/.test(all);
  const ids = [site.accountId, id, referenceOf(site.accountId, id)];
  return { isNoted, followed: JSON.parse(withoutIds(all, ids)) };
}

async function happens(what: string, index: number, { site, widget, id, path }: Scene): Promise<unknown> {
  switch (what) {
    case 'says':
      return site.admin('POST', path, {
        id: `a${index}`,
        author: { kind: 'agent', id: 'sam' },
        text: `Answer ${index}`,
      });
    case 'writes':
      return widget.writes(`Question ${index}`, { id: `v${index + 1}` });
    case 'reads':
      return widget.reads(1_000);
    case 'leaves':
      return widget.presence('left');
    case 'returns':
      return widget.presence('active');
    case 'closes':
      return site.admin('POST', `/v1/conversations/${id}/close`);
    case 'sendsNow':
      return site.admin('POST', `/v1/conversations/${id}/forwarding`, { action: 'sendNow' });
    default:
      return api.pass(200);
  }
}

/** Ids are random, and times pass; everything else has to be the same. */
function withoutIds(text: string, ids: readonly string[]): string {
  const known = ids.reduce((left, one) => left.replaceAll(one, 'id'), text);
  const names = new Map<string, string>();
  const name = (one: string) => {
    if (!names.has(one)) names.set(one, `random-${names.size}`);
    return names.get(one) as string;
  };
  return known.replace(/\b[a-z2-7]{26}\b/g, name);
}

it('changes nothing that follows for visitors, emails and timers, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const begun = api.now();
      const without = await played(history, false);
      const passed = api.now() - begun;
      api.pass(-passed / 1_000);
      const withThem = await played(history, true);
      expect(withThem.isNoted).toBe(false);
      expect(withThem.followed).toEqual(without.followed);
    }),
    { numRuns: 4 },
  );
});
