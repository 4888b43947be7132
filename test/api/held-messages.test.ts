import { describe, expect, it } from '@jest/globals';
import { type Site, useVisitorApi, type Widget } from '../support/visitor-api.ts';

const api = useVisitorApi();
const required = { contactForm: { online: 'required', offline: 'required' } } as const;

/** Each a minute after the one before, so that no other limit is met. */
async function writes(widget: Widget, count: number) {
  const answers = [];
  for (let index = 0; index < count; index += 1) {
    api.pass(60);
    answers.push(await widget.writes(`message ${index}`, { id: `h${index}` }));
  }
  return answers;
}

async function filled(): Promise<{ site: Site; widget: Widget }> {
  const site = await api.site(required);
  const widget = await site.visitor();
  await writes(widget, 20);
  return { site, widget };
}

describe('of the messages that wait for the contact form', () => {
  it('20 are taken; the next is told to fill it in, by the widget and by a key', async () => {
    const { site, widget } = await filled();
    const tooMany = { status: 409, body: { type: 'urn:afterchat:problem:too-many-held' } };
    const refused = await widget.writes('one more', { id: 'more' });
    expect(refused).toMatchObject(tooMany);
    expect(refused.body.detail).toMatch(/Fill it in/);
    const path = `/v1/conversations/${widget.conversationId()}/messages`;
    const body = { id: 'by-key', author: { kind: 'visitor' }, text: 'one more' };
    expect(await site.admin('POST', path, body)).toMatchObject(tooMany);
    expect(await widget.messages()).toHaveLength(20);
  });

  it('one that is known is answered as it is, however many there are', async () => {
    const { widget } = await filled();
    expect(await widget.writes('message 3', { id: 'h3' })).toMatchObject({ status: 200, body: { state: 'held' } });
  });

  it('as many as before are taken again once they are released', async () => {
    const { widget } = await filled();
    const { body } = await widget.fillsIn('ada@example.com');
    expect(body.released).toHaveLength(20);
    await widget.fillsIn(null);
    const again = await widget.writes('message 20', { id: 'h20' });
    expect(again).toMatchObject({ status: 201, body: { state: 'held' } });
    await widget.fillsIn('ada@example.com');
    const shown = await widget.messages();
    expect(shown.map(({ seq }: { seq: number }) => seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(shown.at(-1).text).toBe('message 20');
  });

  it('one that holds an address is sent, and the others before it', async () => {
    const { widget } = await filled();
    expect(await widget.writes('I am ada@example.com')).toMatchObject({ status: 201, body: { seq: 21 } });
  });

  it('thousands from before there was a limit are shown in part, and released all at once', async () => {
    const site = await api.site(required);
    const widget = await site.visitor();
    await writes(widget, 1);
    const [first] = await api.store.messages.find({ conversationId: widget.conversationId() }).toArray();
    const count = 8_000;
    const others = Array.from({ length: count - 1 }, (_, index) => ({
      ...first!,
      _id: `${first!._id}-${index}`,
      id: `${first!.id}-${index}`,
      seq: -(index + 2),
    }));
    await api.store.messages.insertMany(others);
    await api.store.conversations.updateOne({ id: widget.conversationId() }, { $set: { held: { count, now: count } } });
    expect((await widget.messages()).length).toBe(100);
    const { status, body } = await widget.fillsIn('ada@example.com');
    expect([status, body.conversation.lastSeq, body.released.length]).toEqual([200, count, 100]);
    const left = await api.store.messages.countDocuments({ conversationId: widget.conversationId(), seq: { $lt: 1 } });
    expect(left).toBe(0);
    const [last] = (await site.admin('GET', `/v1/conversations/${widget.conversationId()}/messages?after=${count - 1}`))
      .body.items;
    expect(last).toMatchObject({ seq: count, id: `${first!.id}-${count - 2}` });
  });
});
