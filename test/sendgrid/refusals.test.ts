import { afterEach, describe, expect, it } from '@jest/globals';
import { goodBody, goodMail, useFakeSendGrid } from './setup.ts';

const fake = useFakeSendGrid();
afterEach(() => fake.reset());

const to = (count: number, name = 'v') =>
  Array.from({ length: count }, (_, i) => ({ email: `${name}${i}@example.com` }));
const personalization = goodBody.personalizations[0]!;
const withPersonalization = (more: object) => ({ personalizations: [{ ...personalization, ...more }] });
const text = goodBody.content[0]!;
const html = { type: 'text/html', value: '<p>Hello</p>' };
const file = { filename: 'a.txt', content: 'YQ==' };

describe('a mail is refused with 400 and the field’s name', () => {
  const reserved =
    'x-sg-id x-sg-eid received dkim-signature Content-Type Content-Transfer-Encoding To From Subject Reply-To CC BCC';

  it.each<[string, string, object]>([
    ['no personalizations', 'personalizations', { personalizations: undefined }],
    ['an empty list of them', 'personalizations', { personalizations: [] }],
    ['1,001 of them', 'personalizations', { personalizations: to(1_001).map((one) => ({ to: [one] })) }],
    ['1,001 recipients', 'personalizations', withPersonalization({ to: to(1_001) })],
    ['nobody to send to', 'personalizations.0.to', withPersonalization({ to: [] })],
    ['an address that is none', 'personalizations.0.to.0.email', withPersonalization({ to: [{ email: 'visitor' }] })],
    ['an address that is a list', 'personalizations.0.to.0.email', withPersonalization({ to: [{ email: [] }] })],
    ['a local part of 65 characters', 'reply_to.email', { reply_to: { email: `${'r'.repeat(65)}@example.com` } }],
    ['the same address twice', 'personalizations.0', withPersonalization({ cc: [{ email: 'VISITOR@example.com' }] })],
    ['no from', 'from', { from: undefined }],
    ['both kinds of reply-to', 'reply_to_list', { reply_to: to(1)[0], reply_to_list: to(2) }],
    ['no subject', 'subject', { subject: undefined }],
    ['no content', 'content', { content: [] }],
    ['an empty text', 'content.0.value', { content: [{ ...text, value: '' }] }],
    ['html before text', 'content', { content: [html, text] }],
    ['another type before text', 'content', { content: [{ type: 'text/calendar', value: 'BEGIN' }, text] }],
    ['two texts', 'content', { content: [text, text] }],
    ['a charset in the type', 'content.0.type', { content: [{ ...text, type: 'text/plain; charset=utf-8' }] }],
    ['an attachment not in base64', 'attachments.0.content', { attachments: [{ ...file, content: 'ä' }] }],
    ['an attachment without a name', 'attachments.0.filename', { attachments: [{ content: 'YQ==' }] }],
    ['a header that is a number', 'headers.X-Loop', { headers: { 'X-Loop': 1 } }],
    ['a header with a line end', 'headers.X-Loop', { headers: { 'X-Loop': 'a\r\nBcc: all@example.com' } }],
    ['a header that is not ASCII', 'headers.X-Loop', { headers: { 'X-Loop': 'ä' } }],
    ['a header name with a colon', 'headers.X:Loop', { headers: { 'X:Loop': 'a' } }],
    ['custom_args that are text', 'custom_args', { custom_args: 'text' }],
    ['a custom arg that is a number', 'custom_args.attempt', { custom_args: { attempt: 1 } }],
    ['custom_args over 10,000 bytes', 'custom_args', { custom_args: { a: 'ä'.repeat(5_000) } }],
    [
      'large substitutions',
      'personalizations.0.substitutions',
      withPersonalization({ substitutions: { a: 'x'.repeat(10_000) } }),
    ],
    ['eleven categories', 'categories', { categories: 'abcdefghijk'.split('') }],
    ['a category twice', 'categories', { categories: ['a', 'a'] }],
    ['a time over 72 hours ahead', 'send_at', { send_at: Math.ceil(Date.now() / 1_000) + 73 * 3_600 }],
    [
      'two bypasses',
      'mail_settings.bypass_list_management',
      { mail_settings: { bypass_list_management: { enable: true }, bypass_spam_management: { enable: true } } },
    ],
    ['an unknown field', 'reply-to', { 'reply-to': 'x' }],
    [
      'an unknown field within',
      'tracking_settings.click_tracking.enabled',
      { tracking_settings: { click_tracking: { enabled: false } } },
    ],
    ...reserved
      .split(' ')
      .map((name): [string, string, object] => [`the header ${name}`, `headers.${name}`, { headers: { [name]: 'x' } }]),
    [
      'a reserved header within',
      'personalizations.0.headers.subject',
      withPersonalization({ headers: { subject: 'x' } }),
    ],
  ])('for %s: %s', async (_why, field, change) => {
    const answer = await fake.post({ ...goodBody, ...change });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect(errors).toContainEqual({
      message: expect.stringMatching(/./),
      field,
      help: expect.stringContaining('/errors.html#message.'),
    });
    expect(await fake.mails()).toEqual([]);
  });

  it('each wrong field at once', async () => {
    const error = await fake
      .client()
      .send({ ...goodMail, to: 'nowhere', from: 'nobody' })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 400,
      response: { body: { errors: [{ field: 'personalizations.0.to.0.email' }, { field: 'from.email' }] } },
    });
  });

  it('counting custom_args of the mail and of a personalization together', async () => {
    const half = 'x'.repeat(6_000);
    expect((await fake.post({ ...goodBody, custom_args: { a: half } })).status).toBe(202);
    const both = { ...goodBody, custom_args: { a: half }, ...withPersonalization({ custom_args: { b: half } }) };
    expect(await (await fake.post(both)).json()).toMatchObject({
      errors: [{ field: 'personalizations.0.custom_args' }],
    });
  });

  it('in words as SendGrid’s for a wrong type', async () => {
    const answer = await fake.post({ ...goodBody, custom_args: 'text' });
    expect(await answer.json()).toMatchObject({
      errors: [{ message: 'Invalid type. Expected: object, given: string.' }],
    });
  });
});

describe('what makes a subject or a content unnecessary', () => {
  it.each<[string, object]>([
    ['a template', { subject: undefined, content: undefined, template_id: 'd-1' }],
    ['a subject in each personalization', { subject: undefined, ...withPersonalization({ subject: 'Its own' }) }],
  ])('%s', async (_what, change) => {
    expect((await fake.post({ ...goodBody, ...change })).status).toBe(202);
  });
});

describe('a request is refused before its fields', () => {
  it.each(['', 'Bearer other', 'Basic SG.a-key', 'Bearer SG.'])(
    'with 401 for the authorization "%s"',
    async (authorization) => {
      const answer = await fake.post(goodBody, { authorization });
      expect([answer.status, await answer.json()]).toMatchObject([401, { errors: [{ field: null, help: null }] }]);
      expect((await fake.call('/v3/scopes', { headers: { authorization } })).status).toBe(401);
    },
  );

  it('with 400 if it is not JSON, with 415 if it does not say that it is', async () => {
    expect((await fake.post('{not json')).status).toBe(400);
    expect((await fake.post('null')).status).toBe(400);
    expect((await fake.post(goodBody, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('with nginx’s 413 over 30 MB, attachments included', async () => {
    const content = 'A'.repeat(29 * 1024 * 1024);
    const attachments = (more: string) => [{ ...file, content: content + more }];
    expect((await fake.post({ ...goodBody, attachments: attachments('') })).status).toBe(202);
    const answer = await fake.post({ ...goodBody, attachments: attachments('A'.repeat(1024 * 1024)) });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([413, expect.stringContaining('text/html')]);
    expect(await answer.text()).toContain('<title>413 Request Entity Too Large</title>');
  });

  it('with 404 for another of SendGrid’s calls', async () => {
    const answer = await fake.call('/v3/templates', { headers: { authorization: 'Bearer SG.a-key' } });
    expect([answer.status, await answer.json()]).toMatchObject([404, { errors: [{ message: 'not found' }] }]);
  });
});
