import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import { goodBody, goodMail, mailsAt, officialClient, useFakeSendGrid } from './setup.ts';

const fake = useFakeSendGrid();
afterEach(() => fake.reset());

describe('a mail that the official client sends', () => {
  it('is answered with 202, no body and the X-Message-Id that finds it in the mailbox', async () => {
    const [answer] = await fake.client().send({
      ...goodMail,
      replyTo: 'reply+abc@reply.acme.example',
      headers: { 'Message-ID': '<d-1@acme.example>', 'X-Loop': 'afterchat' },
      customArgs: { delivery: 'd-1' },
      attachments: [{ filename: 'older.txt', type: 'text/plain', content: Buffer.from('before').toString('base64') }],
    });
    expect(answer.statusCode).toBe(202);
    expect(answer.body).toBe('');
    const id = (answer.headers as Record<string, string>)['x-message-id'];
    expect(await (await fake.call(`/api/mails/${id}`)).json()).toEqual({
      id,
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      from: { email: 'support@acme.example', name: 'Support' },
      to: [{ email: 'visitor@example.com', name: null }],
      replyTo: { email: 'reply+abc@reply.acme.example', name: null },
      subject: 'Your question',
      headers: { 'Message-ID': '<d-1@acme.example>', 'X-Loop': 'afterchat' },
      text: 'The parcel ships tomorrow.',
      html: '<p>The parcel ships tomorrow.</p>',
      attachments: [{ filename: 'older.txt', type: 'text/plain', size: 6, content: 'YmVmb3Jl' }],
      customArgs: { delivery: 'd-1' },
    });
  });

  it('is only checked in sandbox mode', async () => {
    const [answer] = await fake.client().send({ ...goodMail, mailSettings: { sandboxMode: { enable: true } } });
    expect(answer.statusCode).toBe(200);
    expect(await fake.mails()).toEqual([]);
  });
});

describe('the mailbox', () => {
  it('shows what was not given as null', async () => {
    await fake.post(goodBody);
    expect(await fake.mails()).toMatchObject([{ replyTo: null, html: null, attachments: [], headers: {} }]);
  });

  it('lists newest first, and by address when asked, whatever its case', async () => {
    for (const to of ['one@example.com', 'two@example.com', 'one@example.com']) {
      await fake.client().send({ ...goodMail, to, subject: `to ${to}` });
    }
    await fake.client().send({ ...goodMail, to: 'One@Example.com', subject: 'newest' });
    expect((await fake.mails()).map(({ subject }) => subject)[0]).toBe('newest');
    expect(await fake.mails('one@example.com')).toHaveLength(3);
    expect(await fake.mails('nobody@example.com')).toEqual([]);
  });

  it('holds a mail for each personalization, whose own values win', async () => {
    await fake.post({
      ...goodBody,
      headers: { 'X-Loop': 'all', 'X-Kept': 'yes' },
      custom_args: { delivery: 'all', account: 'a' },
      personalizations: [
        { to: [{ email: 'one@example.com' }], headers: { 'x-loop': 'one' }, custom_args: { delivery: 'one' } },
        { to: [{ email: 'two@example.com' }], subject: 'Its own' },
      ],
    });
    const [one] = await fake.mails('one@example.com');
    const [two] = await fake.mails('two@example.com');
    expect(one).toMatchObject({ subject: 'Your question', customArgs: { delivery: 'one', account: 'a' } });
    expect(one?.headers).toEqual({ 'x-loop': 'one', 'X-Kept': 'yes' });
    expect(two).toMatchObject({
      id: `${one?.id}.1`,
      subject: 'Its own',
      headers: { 'X-Loop': 'all', 'X-Kept': 'yes' },
    });
  });

  it('is emptied, or only of the mails to an address', async () => {
    await fake.client().send({ ...goodMail, to: 'one@example.com' });
    await fake.client().send({ ...goodMail, to: 'two@example.com' });
    expect((await fake.call('/api/mails?to=one@example.com', { method: 'DELETE' })).status).toBe(204);
    expect(await fake.mails()).toMatchObject([{ to: [{ email: 'two@example.com' }] }]);
    expect((await fake.call('/api/mails', { method: 'DELETE' })).status).toBe(204);
    expect(await fake.mails()).toEqual([]);
  });

  it('answers a problem document for a mail that it does not hold', async () => {
    const answer = await fake.call('/api/mails/unknown');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'not-found', title: 'Not found', status: 404 });
    expect((await fake.call('/elsewhere')).status).toBe(404);
  });

  it('drops the oldest beyond 20,000 mails', async () => {
    const to = Array.from({ length: 1_000 }, (_, index) => ({ to: [{ email: `v${index}@example.com` }] }));
    const send = (subject: string) => fake.post({ ...goodBody, subject, personalizations: to });
    await send('oldest');
    for (let batch = 0; batch < 19; batch += 1) await send('middle');
    expect(await fake.mails()).toHaveLength(20_000);
    await send('newest');
    const subjects = (await fake.mails()).map(({ subject }) => subject);
    expect([subjects.length, subjects[0], subjects.at(-1)]).toEqual([20_000, 'newest', 'middle']);
  });
});

describe('with a state file', () => {
  let folder: string;
  let stateFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailbox-'));
    stateFile = join(folder, 'deeper', 'mails.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const session = async (act: (url: string) => Promise<void>) => {
    const fresh = await startFakeSendGrid({ stateFile });
    await act(fresh.url).finally(fresh.stop);
  };

  it('has the mails, and not the deleted ones, after a restart', async () => {
    await session(async (url) => {
      for (const subject of ['first', 'second']) await officialClient(url).send({ ...goodMail, subject });
      await officialClient(url).send({ ...goodMail, to: 'gone@example.com' });
      await fetch(`${url}/api/mails?to=gone@example.com`, { method: 'DELETE' });
    });
    await session(async (url) =>
      expect(await mailsAt(url)).toMatchObject([{ subject: 'second' }, { subject: 'first' }]),
    );
  });

  it('has written a mail by the time it is accepted, as a kill would find it', async () => {
    await session(async (url) => {
      await officialClient(url).send(goodMail);
      expect(readFileSync(stateFile, 'utf8')).toContain('The parcel ships tomorrow.');
    });
  });

  it('loses no more than a last line that was torn, and writes on behind it', async () => {
    await session(async (url) => void (await officialClient(url).send({ ...goodMail, subject: 'whole' })));
    appendFileSync(stateFile, '{"id":"torn","receivedAt":"20');
    await session(async (url) => void (await officialClient(url).send({ ...goodMail, subject: 'after' })));
    await session(async (url) =>
      expect(await mailsAt(url)).toMatchObject([{ subject: 'after' }, { subject: 'whole' }]),
    );
  });
});
