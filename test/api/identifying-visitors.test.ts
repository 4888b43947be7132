import { describe, expect, it } from '@jest/globals';
import type { Settings } from '../../src/contract/settings.ts';
import { type Site, useVisitorApi, type Widget } from '../support/visitor-api.ts';

const api = useVisitorApi();
const minute = 60;
const sent = (address: string) => api.mails.filter(({ to }) => to === address);
let visitors = 0;
function newAddress(): string {
  visitors += 1;
  return `visitor-${visitors}@example.com`;
}
const texts = (messages: readonly { text: string }[]) => messages.map(({ text }) => text);
const outcome = async (site: Site, conversationId: string) => (await site.messages(conversationId)).at(-1).outcome;

/** A visitor who wrote, and an agent's answer to them. */
async function answered(site: Site, text = 'Hello') {
  const widget = await site.visitor();
  await widget.writes(text);
  const id = widget.conversationId();
  await site.says(id, 'How can I help?');
  return { widget, id, visitor: async () => (await site.conversation(id)).visitor };
}

describe('an address in a message (R1)', () => {
  it('identifies the visitor, shown to both sides, unverified', async () => {
    const { widget, visitor } = await answered(await api.site(), 'Write to ada@example.com, please.');
    const known = { email: 'ada@example.com', emailSource: 'conversation', emailVerified: false };
    expect(await visitor()).toMatchObject(known);
    expect((await widget.conversation()).visitor).toMatchObject(known);
  });

  it.each([
    ['two of them', 'ada@example.com or bob@example.com'],
    ["an agent's", 'is it sam@acme.example?'],
    ["an agent's in other letters", 'is it Sam@ACME.example?'],
    ['our own', 'I got mail of chat@acme.example'],
    ['one of our reply addresses', 'I wrote to reply+abc@reply.acme.example'],
    ['none that mail could go to', 'ada@localhost'],
  ])('does not where it is %s', async (_, text) => {
    const site = await api.site({
      sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
    });
    await site.agent('sam', 'online', { email: 'sam@acme.example' });
    const { visitor } = await answered(site, text);
    expect(await visitor()).toMatchObject({ email: null, suggestedEmail: null });
  });

  it('does if it is there twice', async () => {
    const { visitor } = await answered(await api.site(), 'ada@example.com, I said ADA@example.com!');
    expect(await visitor()).toMatchObject({ email: 'ada@example.com' });
  });

  it('does not where the setting says so, and not in what agents write', async () => {
    const site = await api.site({ identity: { captureEmailFromMessages: false } });
    expect(await (await answered(site, 'ada@example.com')).visitor()).toMatchObject({ email: null });
    const other = await api.site();
    const { id, visitor } = await answered(other);
    await other.says(id, 'Are you ada@example.com?');
    expect(await visitor()).toMatchObject({ email: null, suggestedEmail: null });
  });

  it.each(['the visitor', 'an agent'])('is taken back by %s, and is only suggested from then on', async (who) => {
    const site = await api.site();
    const { widget, id, visitor } = await answered(site, 'ada@example.com');
    if (who === 'the visitor') await widget.fillsIn(null);
    else await site.enters(id, null);
    expect(await visitor()).toMatchObject({ email: null, emailSource: null });
    await widget.writes('ada@example.com');
    expect(await visitor()).toMatchObject({ email: null, suggestedEmail: 'ada@example.com' });
  });

  it('is suggested to the agent alone where another one is known', async () => {
    const site = await api.site();
    const { widget, id, visitor } = await answered(site, 'ada@example.com');
    await widget.writes('No: ada@example.org');
    expect(await visitor()).toMatchObject({ email: 'ada@example.com', suggestedEmail: 'ada@example.org' });
    expect((await widget.conversation()).visitor).not.toHaveProperty('suggestedEmail');
    await site.enters(id, 'ada@example.org');
    expect(await visitor()).toMatchObject({ email: 'ada@example.org', emailSource: 'agent', suggestedEmail: null });
  });
});

describe('a visitor who is identified late (R1)', () => {
  async function leftUnknown() {
    const site = await api.site();
    const { widget, id } = await answered(site);
    api.pass(minute);
    await widget.presence('left');
    api.pass(59 * minute);
    await api.look(site, id);
    expect(await outcome(site, id)).toMatchObject({ state: 'waiting', reason: 'notIdentified' });
    return { site, widget, id, address: newAddress() };
  }

  it('is mailed at once where an agent enters the address', async () => {
    const { site, id, address } = await leftUnknown();
    await site.enters(id, address);
    expect(api.woken).toContain(`${id} visitorIdentified`);
    await api.look(site, id);
    expect(sent(address)).toHaveLength(1);
    expect(await outcome(site, id)).toMatchObject({ state: 'mailed', reason: 'accepted' });
  });

  it('is there again where they give it in the widget: 30 minutes of inactivity count anew', async () => {
    const { site, widget, id, address } = await leftUnknown();
    await widget.fillsIn(address);
    expect((await site.conversation(id)).visitor.presence.state).toBe('here');
    await api.look(site, id);
    api.pass(30 * minute - 1);
    await api.look(site, id);
    expect(sent(address)).toHaveLength(0);
    api.pass(1);
    await api.look(site, id);
    expect(sent(address)).toHaveLength(1);
  });

  it('and so do the 5 minutes after leaving', async () => {
    const { site, widget, id, address } = await leftUnknown();
    await widget.fillsIn(address);
    api.pass(minute);
    await widget.presence('left');
    api.pass(5 * minute - 1);
    await api.look(site, id);
    expect(sent(address)).toHaveLength(0);
    api.pass(1);
    await api.look(site, id);
    expect(sent(address)).toHaveLength(1);
  });
});

describe("an unverified address' limit (R1)", () => {
  /** Six conversations whose visitor left, with an answer to each; all with one address. */
  async function six(site: Site, address: string) {
    const ids: string[] = [];
    for (let count = 1; count <= 6; count += 1) {
      const { widget, id } = await answered(site, `I am ${address}`);
      await widget.presence('left');
      ids.push(id);
    }
    api.pass(5 * minute);
    for (const id of ids) await api.look(site, id);
    return ids as [string, string, string, string, string, string];
  }

  it('is five conversations a day; the sixth waits for the next UTC day, and says so', async () => {
    const site = await api.site();
    const address = newAddress();
    const ids = await six(site, address);
    expect(sent(address)).toHaveLength(5);
    const midnight = new Date(api.now());
    midnight.setUTCHours(24, 0, 0, 0);
    expect(await outcome(site, ids[5])).toMatchObject({
      state: 'waiting',
      reason: 'addressLimited',
      until: midnight.toISOString(),
    });
    // Those that mail it already go on.
    await site.says(ids[0], 'One more thing');
    api.pass(minute);
    await api.look(site, ids[0]);
    expect(sent(address)).toHaveLength(6);
    api.pass((midnight.getTime() - api.now()) / 1_000);
    await api.look(site, ids[5]);
    expect(sent(address)).toHaveLength(7);
  });

  it('ends as soon as the site signs for the address, or another one is entered', async () => {
    const site = await api.site();
    const [address, other] = [newAddress(), newAddress()];
    const ids = await six(site, address);
    await site.admin('PATCH', `/v1/conversations/${ids[5]}/visitor`, { email: address, source: 'identity' });
    await api.look(site, ids[5]);
    expect(sent(address)).toHaveLength(5);
    api.pass(30 * minute);
    await api.look(site, ids[5]);
    expect(sent(address)).toHaveLength(6);

    const [, , , , , sixth] = await six(site, address);
    await site.enters(sixth, other);
    await api.look(site, sixth);
    expect(sent(other)).toHaveLength(1);
  });
});

describe('the contact form (R2)', () => {
  const rules = ['off', 'optional', 'required'] as const;
  it.each(rules.flatMap((rule) => (['online', 'offline'] as const).map((when) => [rule, when] as const)))(
    '%s while agents are %s',
    async (rule, when) => {
      const contactForm = { online: 'off', offline: 'off', [when]: rule } as Settings['contactForm'];
      const site = await api.site({ contactForm });
      await site.agent('sam', when === 'online' ? 'online' : 'invisible');
      await site.agent('kim', 'offline');
      const form = (await site.session()).body.form.state;
      expect(form).toBe(rule === 'off' ? 'notNeeded' : rule);
      const widget = await site.visitor();
      const { body, status } = await widget.writes('Hello');
      expect(status).toBe(201);
      expect(body).toMatchObject(
        rule === 'required' ? { state: 'held', seq: null, heldFor: 'contactForm' } : { state: 'sent', seq: 1 },
      );
      expect((await widget.fillsIn('ada@example.com')).body.form.state).toBe('done');
      expect((await widget.writes('Me again')).body.state).toBe('sent');
    },
  );

  it('counts as online where no agent ever set a status', async () => {
    const site = await api.site({ contactForm: { online: 'off', offline: 'required' } });
    await site.agent('sam');
    expect((await (await site.visitor()).writes('Hello')).body.state).toBe('sent');
  });
});

describe('a held message (R2)', () => {
  const required = { contactForm: { online: 'required', offline: 'required' } } as const;
  async function held(texts = ['first', 'second']): Promise<{ site: Site; widget: Widget; id: string }> {
    const site = await api.site(required);
    const widget = await site.visitor();
    for (const text of texts) await widget.writes(text);
    return { site, widget, id: widget.conversationId() };
  }

  it('is invisible to agents, shown last to the visitor, and without a place in the order', async () => {
    const { site, widget, id } = await held();
    expect(await site.messages(id)).toEqual([]);
    await site.says(id, 'Anybody there?');
    expect(texts(await site.messages(id))).toEqual(['Anybody there?']);
    expect((await site.conversation(id)).lastSeq).toBe(1);
    const shown = await widget.messages();
    expect(texts(shown)).toEqual(['Anybody there?', 'first', 'second']);
    expect(shown[2]).toMatchObject({ state: 'held', seq: null, heldFor: 'contactForm' });
    const { items } = (await site.admin('GET', `/v1/conversations/${id}/messages?view=visitor`)).body;
    expect(texts(items)).toEqual(texts(shown));
    const path = `/v1/conversations/${id}/messages/${shown[2].id}`;
    expect((await site.admin('PATCH', path, { text: 'changed' })).status).toBe(404);
    expect((await site.admin('DELETE', path)).status).toBe(404);
  });

  it('is activity, but reopens nothing', async () => {
    const { site, widget, id } = await held();
    await site.admin('POST', `/v1/conversations/${id}/close`);
    api.pass(10 * minute);
    await widget.writes('third');
    const conversation = await site.conversation(id);
    expect(conversation).toMatchObject({ state: 'closed', lastSeq: 0 });
    expect(conversation.visitor.presence.activeAt).toBe(api.iso());
  });

  it('is released in order by the form, and reopens then', async () => {
    const { site, widget, id } = await held();
    await site.says(id, 'Anybody there?');
    await site.admin('POST', `/v1/conversations/${id}/close`);
    const { body } = await widget.fillsIn('ada@example.com', 'Ada');
    expect(body).toMatchObject({
      conversation: { lastSeq: 3, state: 'open', visitor: { email: 'ada@example.com', name: 'Ada' } },
      form: { state: 'done' },
      released: [
        { text: 'first', seq: 2, state: 'sent' },
        { text: 'second', seq: 3, state: 'sent' },
      ],
    });
    expect(texts(await site.messages(id))).toEqual(['Anybody there?', 'first', 'second']);
    expect((await site.conversation(id)).visitor.emailSource).toBe('contactForm');
    expect((await widget.fillsIn('ada@example.com')).body.released).toEqual([]);
  });

  it('is released by an address that an agent enters', async () => {
    const { site, id } = await held();
    await site.enters(id, 'ada@example.com');
    expect(texts(await site.messages(id))).toEqual(['first', 'second']);
  });

  it("is released by the site's signature", async () => {
    const { site, widget, id } = await held();
    const identityToken = await site.signs({ sub: 'u1', email: 'ada@example.com' });
    await site.session({ identityToken, resumeToken: widget.token });
    expect(texts(await site.messages(id))).toEqual(['first', 'second']);
  });

  it('is released by an address in the message itself, those before it first', async () => {
    const { site, widget, id } = await held();
    const { body } = await widget.writes('I am ada@example.com');
    expect(body).toMatchObject({ state: 'sent', seq: 3 });
    expect(texts(await site.messages(id))).toEqual(['first', 'second', 'I am ada@example.com']);
  });

  it('stays held when the form is no longer required, until they write again', async () => {
    const { site, widget, id } = await held();
    await site.change({ contactForm: { online: 'optional', offline: 'optional' } });
    expect(await site.messages(id)).toEqual([]);
    expect((await widget.writes('third')).body).toMatchObject({ state: 'sent', seq: 3 });
    expect(texts(await site.messages(id))).toEqual(['first', 'second', 'third']);
  });

  it('goes when they write again after an agent came online', async () => {
    const site = await api.site({ contactForm: { online: 'off', offline: 'required' } });
    await site.agent('sam', 'offline');
    const widget = await site.visitor();
    await widget.writes('first');
    await site.agent('sam', 'online');
    await widget.writes('second');
    expect(texts(await site.messages(widget.conversationId()))).toEqual(['first', 'second']);
  });

  it("is answered with today's state when it is posted again", async () => {
    const { widget } = await held([]);
    const again = () => widget.writes('Hello', { id: 'v1' });
    expect(await again()).toMatchObject({ status: 201, body: { state: 'held' } });
    expect(await again()).toMatchObject({ status: 200, body: { state: 'held', seq: null } });
    await widget.fillsIn('ada@example.com');
    expect(await again()).toMatchObject({ status: 200, body: { state: 'sent', seq: 1 } });
    expect(await widget.messages()).toHaveLength(1);
  });

  it('is in no mail', async () => {
    const { site, widget, id } = await held(['secret']);
    await site.says(id, 'Hello?');
    await site.change({ identity: { captureEmailFromMessages: false } });
    const address = newAddress();
    await api.store.conversations.updateOne({ id }, { $set: { 'visitor.email': address } });
    await widget.presence('left');
    api.pass(5 * minute);
    await api.look(site, id);
    expect(sent(address)).toHaveLength(1);
    expect(sent(address)[0]?.text).toContain('Hello?');
    expect(sent(address)[0]?.text).not.toContain('secret');
  });
});

describe('the brakes on mail', () => {
  it('lets the 11th mail within an hour wait, and says until when', async () => {
    const site = await api.site();
    const address = newAddress();
    const { widget, id } = await answered(site, `I am ${address}`);
    await widget.presence('left');
    api.pass(5 * minute);
    await api.look(site, id);
    const firstAt = api.now();
    for (let count = 2; count <= 11; count += 1) {
      await site.says(id, `Answer ${count}`);
      api.pass(minute);
      await api.look(site, id);
    }
    expect(sent(address)).toHaveLength(10);
    expect(await outcome(site, id)).toMatchObject({
      state: 'waiting',
      reason: 'rateCapped',
      until: new Date(firstAt + 3_600_000).toISOString(),
    });
    api.pass((firstAt + 3_600_000 - api.now()) / 1_000 - 1);
    await api.look(site, id);
    expect(sent(address)).toHaveLength(10);
    api.pass(1);
    await api.look(site, id);
    expect(sent(address)).toHaveLength(11);
  });

  it('stops all mail while delivery.paused, and goes on when that is lifted', async () => {
    const site = await api.site({ delivery: { paused: true } as Settings['delivery'] });
    const address = newAddress();
    const { widget, id } = await answered(site, `I am ${address}`);
    await widget.presence('left');
    api.pass(5 * minute);
    expect(await api.look(site, id)).toMatchObject({ kind: 'idle', state: 'waiting' });
    expect(sent(address)).toHaveLength(0);
    expect(await outcome(site, id)).toMatchObject({ state: 'waiting', reason: 'paused' });
    await site.change({ delivery: { paused: false } });
    await api.look(site, id);
    expect(sent(address)).toHaveLength(1);
  });
});
