import { describe, expect, it } from '@jest/globals';
import { useVisitorApi, type Widget } from '../support/visitor-api.ts';

const api = useVisitorApi({ publicUrl: 'https://chat.acme.example' });
const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

function form(name = 'dot.gif'): FormData {
  const form = new FormData();
  form.set('file', new File([gif], name));
  return form;
}
const uploads = async (widget: Widget): Promise<string> => (await widget.ask('POST', 'attachments', form())).body.id;
const opened = async (url: string) => (await api.app.request(url)).status;

describe("a visitor's files", () => {
  it('may be the first that they send, and are seen by both sides, on streams too', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const attachments = [await uploads(widget)];
    const stream = await api.follow(widget.token);
    const { status, body } = await widget.ask('POST', 'messages', { id: 'v1', attachments });
    expect({ status, text: body.text }).toEqual({ status: 201, text: '' });
    await stream.untilMessage('v1');
    const created = stream.events.find(({ type }) => type === 'message.created');
    await stream.leave();
    const [mine] = await widget.messages();
    const [theirs] = await site.messages(widget.conversationId());
    for (const message of [created?.data, body, mine, theirs]) {
      expect(message.attachments).toEqual([expect.objectContaining({ id: attachments[0], type: 'image/gif' })]);
      expect(await opened(message.attachments[0].previewUrl)).toBe(200);
    }
  });

  it('are held with a message that waits for the contact form', async () => {
    const site = await api.site({ contactForm: { online: 'required', offline: 'required' } });
    const widget = await site.visitor();
    const held = await widget.ask('POST', 'messages', { id: 'v1', attachments: [await uploads(widget)] });
    expect(held.body).toMatchObject({ state: 'held', attachments: [{ name: 'dot.gif' }] });
    const { body } = await widget.fillsIn('ada@example.com');
    expect(body.released).toMatchObject([{ state: 'sent', attachments: [{ name: 'dot.gif' }] }]);
  });

  it('can be posted by nobody else', async () => {
    const site = await api.site();
    const [ada, bob] = [await site.visitor(), await site.visitor()];
    const attachments = [await uploads(ada)];
    expect((await bob.ask('POST', 'messages', { id: 'v1', attachments })).status).toBe(422);
    await ada.writes('Hello');
    const path = `/v1/conversations/${ada.conversationId()}/messages`;
    const message = { id: 'a1', author: { kind: 'agent' }, attachments };
    expect((await site.admin('POST', path, message)).status).toBe(422);
  });

  it('are at most 20 a minute', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1)
      statuses.push((await widget.ask('POST', 'attachments', new FormData())).status);
    expect(statuses).toEqual([...Array(20).fill(400), 429]);
  });
});

describe('an email about an agent’s file', () => {
  it('shows a small image, and links to the file for a month', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Where is it?');
    await widget.fillsIn('ada@example.com');
    const path = `/v1/conversations/${widget.conversationId()}`;
    const { body: file } = await site.admin('POST', `${path}/attachments`, form('map.gif'));
    const message = { id: 'a1', author: { kind: 'agent', id: 'sam' }, text: 'Here:', attachments: [file.id] };
    expect((await site.admin('POST', `${path}/messages`, message)).status).toBe(201);
    await widget.presence('left');
    api.pass(300);
    await api.look(site, widget.conversationId());
    const { html = '', text = '' } = api.mails.at(-1) ?? {};
    expect(html).toContain(`src="cid:${file.id}"`);
    const [, link = ''] = /map\.gif \(0\.1 kB\):\n {2}https:\/\/chat\.acme\.example(\S+)/u.exec(text) ?? [];
    api.pass(30 * 86_400);
    expect(await opened(link)).toBe(200);
    await site.admin('DELETE', `${path}/messages/a1`);
    expect(await opened(link)).toBe(404);
  });
});
