import { describe, expect, it } from '@jest/globals';
import { compose } from '../../src/mail/compose.ts';
import type { MailContent } from '../../src/mail/mail.ts';
import { mailRequest } from '../../src/mail/mail-request.ts';
import { messageIdOf } from '../../src/mail/thread-headers.ts';
import { agentSays, content } from './content.ts';

async function requestFor(changes: Partial<MailContent> = {}) {
  const whole = content(changes);
  return mailRequest(whole, await compose(whole));
}
const thread = (references: string[]) => ({ ...content().thread, references });

describe('the request to SendGrid', () => {
  it('goes to the visitor from the agent and the company, with nothing tracked', async () => {
    const { personalizations, from, subject, tracking_settings, ...rest } = await requestFor();
    expect(from).toEqual({ email: 'chat@acme.example', name: 'Grace Hopper (Acme)' });
    expect(subject).toBe('Your conversation with Acme (K7QX2)');
    expect(personalizations).toEqual([
      {
        to: [{ email: 'ada@example.com', name: 'Ada Lovelace' }],
        headers: {
          'Message-ID': '<delivery-1@acme.example>',
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'OOF, AutoReply',
          'X-Loop': 'afterchat',
        },
        custom_args: { account: 'acme', delivery: 'delivery-1', attempt: '1' },
      },
    ]);
    expect(rest.content.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
    expect(tracking_settings).toEqual({
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    });
    expect(rest).not.toHaveProperty('headers');
    expect(rest).not.toHaveProperty('attachments');
  });

  it('can be unsubscribed by one click, where there is a link (RFC 8058)', async () => {
    const unsubscribeUrl = 'https://chat.acme.example/u/token';
    const { personalizations } = await requestFor({ unsubscribeUrl });
    expect(personalizations[0].headers).toMatchObject({
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('is answered at its own address, under the name that it is from', async () => {
    const replyTo = 'reply+mfrggzdfmztwq2lknnwg23tpoa@reply.acme.example';
    expect((await requestFor({ replyTo })).reply_to).toEqual({ email: replyTo, name: 'Grace Hopper (Acme)' });
    expect(await requestFor()).not.toHaveProperty('reply_to');
  });

  it('is the same bytes for the same content', async () => {
    expect(JSON.stringify(await requestFor())).toBe(JSON.stringify(await requestFor()));
  });

  it('is from the agent of the last new reply', async () => {
    const messages = [agentSays('a'), agentSays('b', { name: 'Ada Lovelace' }), agentSays('c', { isNews: false })];
    expect((await requestFor({ messages })).from.name).toBe('Ada Lovelace (Acme)');
    expect((await requestFor({ messages: [agentSays('a', { name: null })] })).from.name).toBe('Acme');
  });

  it('keeps both names within 80 characters', async () => {
    const sender = { ...content().sender, name: 'C'.repeat(80) };
    const { from } = await requestFor({ sender, messages: [agentSays('a', { name: 'A'.repeat(90) })] });
    expect(from.name).toBe(`${'A'.repeat(38)} (${'C'.repeat(38)})`);
  });

  it('lets no name become a header or another recipient', async () => {
    const visitor = { ...content().visitor, name: 'x@evil.example,\r\nBcc: <y@evil.example>; "z"' };
    const messages = [agentSays('a', { name: 'Grace\r\nX-Evil: 1\u202E' })];
    const { personalizations, from } = await requestFor({ visitor, messages });
    expect(personalizations[0].to).toEqual([
      { email: 'ada@example.com', name: 'x evil.example Bcc: y evil.example z' },
    ]);
    expect(from.name).toBe('Grace X-Evil: 1 (Acme)');
  });

  it('leaves out the name of a visitor without one', async () => {
    const { personalizations } = await requestFor({ visitor: { ...content().visitor, name: null } });
    expect(personalizations[0].to).toEqual([{ email: 'ada@example.com' }]);
  });

  it('attaches the older part of a long mail as UTF-8 that says so', async () => {
    const messages = Array.from({ length: 12 }, (_, index) => agentSays(`é${index}${'x'.repeat(9_900)}`));
    const [file] = (await requestFor({ messages })).attachments ?? [];
    expect(file).toMatchObject({ type: 'text/plain', filename: 'conversation.txt', disposition: 'attachment' });
    expect(Buffer.from(file?.content ?? '', 'base64').toString('utf8')).toMatch(
      /^\uFEFFPart of your conversation with Acme.*\n[\s\S]*é0x/,
    );
  });
});

describe('the thread', () => {
  it('is one: a later mail names the mails before it', async () => {
    const { personalizations } = await requestFor({ thread: thread(['a@acme.example', 'b@acme.example']) });
    expect(personalizations[0].headers).toMatchObject({
      'Message-ID': '<delivery-1@acme.example>',
      'In-Reply-To': '<b@acme.example>',
      References: '<a@acme.example> <b@acme.example>',
    });
  });

  it('keeps the first and the last mails where there are too many for a header', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `delivery-${index}@acme.example`);
    const { References = '' } = (await requestFor({ thread: thread(ids) })).personalizations[0].headers;
    const kept = References.split(' ');
    expect(References.length).toBeLessThan(900);
    expect(References.length).toBeGreaterThan(860);
    expect(kept[0]).toBe('<delivery-0@acme.example>');
    expect(kept.slice(1)).toEqual(ids.slice(1 - kept.length).map((id) => `<${id}>`));
  });

  it('takes no id that could end a header', async () => {
    const { headers } = (await requestFor({ thread: thread(['a@x\r\nBcc: y', 'b@x> <c@x']) })).personalizations[0];
    expect(headers).not.toHaveProperty('References');
  });

  it('names a mail by its delivery and the sender’s domain', () => {
    expect(messageIdOf('d1', 'chat@Acme.Example')).toBe('d1@acme.example');
  });
});
