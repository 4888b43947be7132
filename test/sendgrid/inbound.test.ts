import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningFakeSendGrid, startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import { eventually } from '../support/eventually.ts';
import { fieldsIn, isSignedBy } from './posted-form.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const hostname = 'reply.acme.example';
const author = 'jorg@example.com';

/** As bytes, since ISO-8859-1 is what must not be decoded on the way. */
const latin1Mail = Buffer.from(
  [
    `From: =?ISO-8859-1?Q?J=F6rg?= <${author}>`,
    `To: <reply+abc@${hostname}>`,
    'Subject: =?ISO-8859-1?Q?Gr=FC=DFe?=',
    'Message-ID: <one@example.com>',
    'Content-Type: text/plain; charset=ISO-8859-1',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Schöne Grüße\r\n',
  ].join('\r\n'),
  'latin1',
);

let receiver: Receiver;
let fake: RunningFakeSendGrid;
let stateFile: string;

const start = async () => {
  fake = await startFakeSendGrid({ stateFile, inboundParse: { hostname, url: receiver.url }, inboundRetryMs: 20 });
};

beforeEach(async () => {
  receiver = await startReceiver();
  stateFile = join(mkdtempSync(join(tmpdir(), 'afterchat-inbound-')), 'mailbox.json');
  await start();
});

afterEach(async () => {
  await fake.stop();
  await receiver.stop();
});

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly posts: readonly { readonly answered: number | null }[];
}

async function handIn(body: Buffer | string, query = ''): Promise<Shown> {
  const answer = await fetch(`${fake.url}/api/inbound${query}`, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
  });
  return (await answer.json()) as Shown;
}
const listed = async () => ((await (await fetch(`${fake.url}/api/inbound`)).json()) as { items: Shown[] }).items;
const v3 = (method: string, path: string, body?: unknown) =>
  fetch(`${fake.url}/v3/user/webhooks/${path}`, {
    method,
    headers: { authorization: 'Bearer SG.a-key', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const setFault = (mode: string) =>
  fetch(`${fake.url}/api/faults`, { method: 'PUT', body: JSON.stringify({ mode, to: author }) });

describe('an email to a host with a parse setting', () => {
  it('is posted whole, in its own bytes, and signed', async () => {
    expect(await handIn(latin1Mail)).toMatchObject({ state: 'accepted', posts: [{ answered: 200 }] });
    const [post] = receiver.posts();
    if (post === undefined) throw new Error('nothing was posted');
    const fields = fieldsIn(post);
    expect([...fields.keys()]).toEqual([
      'dkim',
      'subject',
      'email',
      'to',
      'from',
      'sender_ip',
      'envelope',
      'charsets',
      'SPF',
    ]);
    expect(fields.get('email')?.equals(latin1Mail)).toBe(true);
    const text = (name: string) => fields.get(name)?.toString();
    expect([text('subject'), text('from'), text('dkim'), text('SPF')]).toEqual([
      'Grüße',
      `"Jörg" <${author}>`,
      '{@example.com : pass}',
      'pass',
    ]);
    expect(JSON.parse(text('envelope') ?? '')).toEqual({ to: [`reply+abc@${hostname}`], from: author });
    expect(isSignedBy(fake.inboundPublicKey, post)).toBe(true);
  });

  it('without send_raw is posted in parts, its texts in the charset of their author', async () => {
    await v3('PATCH', `parse/settings/${hostname}`, { send_raw: false, spam_check: true });
    const part = (lines: readonly string[]) => ['--cut', ...lines].join('\r\n');
    await handIn(
      Buffer.concat([
        Buffer.from(
          `From: ${author}\r\nTo: a@${hostname}\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n${part([
            'Content-Type: text/plain; charset=Shift_JIS',
            '',
            '',
          ])}`,
        ),
        Buffer.from('93fa967b8cea', 'hex'),
        Buffer.from(
          `\r\n${part([
            'Content-Type: application/pdf; name="bill.pdf"',
            'Content-ID: <bill>',
            'Content-Transfer-Encoding: base64',
            '',
            Buffer.from([0, 255, 254]).toString('base64'),
            '--cut--',
            '',
          ])}`,
        ),
      ]),
    );
    const [post] = receiver.posts();
    const fields = fieldsIn(post ?? { headers: {}, bytes: Buffer.alloc(0) });
    expect(fields.get('text')?.toString('hex')).toBe('93fa967b8cea');
    expect(fields.get('attachment1')).toEqual(Buffer.from([0, 255, 254]));
    const json = (name: string) => JSON.parse(fields.get(name)?.toString() ?? '');
    expect(json('charsets')).toMatchObject({ text: 'Shift_JIS' });
    expect(json('attachment-info')).toEqual({
      attachment1: { filename: 'bill.pdf', name: 'bill.pdf', type: 'application/pdf', 'content-id': 'bill' },
    });
    expect(json('content-ids')).toEqual({ bill: 'attachment1' });
    expect(fields.get('attachments')?.toString()).toBe('1');
    expect(fields.has('spam_score') && !fields.has('email')).toBe(true);
    expect(fields.get('headers')?.toString()).toContain(`From: ${author}\r\n`);
  });

  it('is posted again while the answer is 5xx or missing, after a restart too', async () => {
    receiver.answerNext(503, 500, 503, 503, 503);
    const { id, state } = await handIn(latin1Mail);
    expect(state).toBe('waiting');
    await fake.stop();
    await start();
    const [found] = await eventually(listed, ([one]) => one?.state === 'accepted');
    expect(found?.id).toBe(id);
    expect(found?.posts.at(-1)).toMatchObject({ answered: 200 });
    const bodies = receiver.posts().map(({ bytes }) => bytes.toString('base64'));
    expect(new Set(bodies).size).toBe(1);
    expect(bodies.length).toBeGreaterThanOrEqual(6);
  });

  it('is dropped when it is refused, and stays in the list', async () => {
    receiver.answerNext(401);
    expect(await handIn(latin1Mail)).toMatchObject({ state: 'refused', posts: [{ answered: 401 }] });
    expect(await listed()).toMatchObject([{ state: 'refused' }]);
    expect(receiver.posts()).toHaveLength(1);
  });

  it('is wanted by nobody where its host has no setting', async () => {
    expect(await handIn(latin1Mail, '?to=a@other.example')).toMatchObject({ state: 'noSetting', posts: [] });
  });

  it('can be read as it came in', async () => {
    const { id } = await handIn(latin1Mail);
    const raw = await (await fetch(`${fake.url}/api/inbound/${id}/raw`)).arrayBuffer();
    expect(Buffer.from(raw).equals(latin1Mail)).toBe(true);
  });
});

describe('the faults of a visitor’s email', () => {
  it.each([
    ['inboundTwice', 2, true],
    ['inboundInParallel', 4, true],
    ['inboundWrongSignature', 1, false],
    ['inboundTruncated', 1, true],
  ])('%s: %i posts, signed rightly: %p', async (mode, count, isSigned) => {
    await setFault(mode);
    expect(await handIn(latin1Mail)).toMatchObject({ state: 'accepted' });
    const posts = receiver.posts();
    expect(posts.map((post) => isSignedBy(fake.inboundPublicKey, post))).toEqual(Array(count).fill(isSigned));
    expect(posts[0]?.bytes.includes('--xYzZY--')).toBe(mode !== 'inboundTruncated');
    await handIn(latin1Mail);
    expect(receiver.posts()).toHaveLength(count + 1);
  });

  it('inboundUnsigned: no signature', async () => {
    await setFault('inboundUnsigned');
    await handIn(latin1Mail);
    expect(receiver.posts()[0]?.headers).not.toHaveProperty('x-twilio-email-event-webhook-signature');
  });

  it('inboundBrokenOff: half a body, and then the whole one', async () => {
    await setFault('inboundBrokenOff');
    expect(await handIn(latin1Mail)).toMatchObject({ state: 'waiting', posts: [{ answered: null }] });
    await eventually(listed, ([one]) => one?.state === 'accepted');
    expect(receiver.posts()).toHaveLength(1);
  });
});
