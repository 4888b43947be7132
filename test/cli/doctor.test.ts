import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../bin/servers/ports.mjs';
import { type RunningFakeSendGrid, startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import { until } from '../../dev/servers/until.ts';
import { readConfig } from '../../src/config.ts';
import type { Finding } from '../../src/doctor/check.ts';
import { examine } from '../../src/doctor/doctor.ts';
import { createSchedules, tendChannelsSchedule } from '../../src/temporal/schedules.ts';
import { startTemporal, testMongoUri } from '../support/servers.ts';
import { type ServiceProcesses, startService } from '../support/service-processes.ts';
import { reportSigner } from '../support/signed-reports.ts';
import { afterchatHere } from './afterchat.ts';

jest.setTimeout(90_000);

let temporal: Awaited<ReturnType<typeof startTemporal>>;
let sendGrid: RunningFakeSendGrid;
let service: ServiceProcesses;
let env: Record<string, string>;
let account: string;
beforeAll(async () => {
  temporal = await startTemporal();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const eventWebhook = { url: `${url}/webhooks/sendgrid/events` };
  sendGrid = await startFakeSendGrid({ eventWebhook, stepMs: 50, port: await freePort(0, new Set([port])) });
  const { publicKey: reportKey } = sendGrid;
  const mongodb = testMongoUri();
  service = await startService({ mongodb, temporal: temporal.address, sendGrid: sendGrid.url, port, reportKey });
  account = (await service.account()).id;
  env = {
    MONGODB_URI: mongodb,
    MONGODB_DATABASE: service.store.accounts.dbName,
    TEMPORAL_ADDRESS: temporal.address,
    SENDGRID_API_KEY: 'SG.service.test',
    SENDGRID_BASE_URL: sendGrid.url,
    SENDGRID_WEBHOOK_PUBLIC_KEYS: reportKey,
    PUBLIC_URL: url,
  };
});
afterAll(async () => {
  await service?.stop();
  await sendGrid?.stop();
  await temporal?.stop();
});

const control = async (what: string, body: object) => {
  const answer = await fetch(`${sendGrid.url}/api/${what}`, { method: 'PUT', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
};
afterEach(async () => {
  await control('faults', { mode: 'none' });
  await control('account', {});
  await control('senders', {});
});

type Asked = Partial<Parameters<typeof examine>[1]>;
const usual = { accountId: null, mailTo: null, waitMs: 20_000, clock: Date.now };

/** What the command does, without the start of a process. */
const ask = (asked: Asked = {}, changed: Record<string, string> = {}) =>
  examine(readConfig({ ...env, ...changed }), { ...usual, ...asked });
const failures = (checks: readonly Finding[]) => checks.filter(({ state }) => state === 'failed');
const the = (check: string, says: string, todo: string) => [
  { check, state: 'failed', says: expect.stringContaining(says), todo: expect.stringContaining(todo) },
];

describe('afterchat doctor', () => {
  it('finds a healthy stack well', async () => {
    await until('all queues are polled', 60, async () => failures(await ask()).length === 0);
    const { code, out } = await afterchatHere(['doctor'], env);
    expect(code).toBe(0);
    const said = out
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith(' '))
      .map((line) => line.slice(0, line.indexOf(':')));
    expect(said).toEqual([
      'ok       MongoDB',
      'ok       MongoDB indexes',
      'ok       clock compared with MongoDB',
      'ok       Temporal',
      'ok       Temporal search attributes',
      'ok       Temporal workers',
      'ok       SendGrid key',
      'ok       clock compared with SendGrid',
      'ok       SendGrid reports',
      'ok       SendGrid senders',
      'skipped  SendGrid replies',
      'skipped  reply domains in DNS',
      'skipped  test email',
    ]);
    expect(out).toContain('→ afterchat doctor --mail');
  });

  it('is about a worker that has Temporal look after connections every day', async () => {
    const connection = await Connection.connect({ address: temporal.address });
    const { schedule } = new Client({ connection });
    const created = () => schedule.getHandle(tendChannelsSchedule).describe();
    await until('the schedule', 30, async () => (await created().catch(() => null)) !== null);
    expect((await created()).action).toMatchObject({ workflowType: 'tendChannels' });
    // Another worker finds it there, and it is created again if it was lost.
    expect(await createSchedules({ schedule })).toBe(false);
    await schedule.getHandle(tendChannelsSchedule).delete();
    expect(await createSchedules({ schedule })).toBe(true);
    await connection.close();
  });

  it('sends a test mail when asked, and waits for its report', async () => {
    const checks = await ask({ mailTo: 'me@example.com' });
    expect(checks.at(-1)).toMatchObject({
      check: 'test email',
      state: 'ok',
      says: expect.stringMatching(/^reported as (processed|delivered) /),
    });
    const { items } = (await (await fetch(`${sendGrid.url}/api/mails?to=me@example.com`)).json()) as {
      items: unknown[];
    };
    expect(items).toMatchObject([{ from: { email: 'chat@acme.example' } }]);
  });

  it('says so when no report of the test mail comes, and when it bounces', async () => {
    await control('faults', { mode: 'noReports', to: 'silent@example.com' });
    const silent = await ask({ mailTo: 'silent@example.com', waitMs: 2_000 });
    expect(failures(silent)).toEqual(the('test email', 'no report arrived within 2 s', 'PUBLIC_URL'));
    await control('faults', { mode: 'drop', to: 'dropped@example.com' });
    const dropped = await ask({ mailTo: 'dropped@example.com' });
    expect(failures(dropped)).toEqual(the('test email', 'reported as dropped', 'try another address'));
  });

  it('MongoDB is away: says what to correct, and looks at the rest', async () => {
    const said = await ask({}, { MONGODB_URI: 'mongodb://127.0.0.1:1/?replicaSet=rs0' });
    expect(failures(said)).toEqual(the('MongoDB', 'does not answer', 'MONGODB_URI'));
    expect(said).toContainEqual(expect.objectContaining({ check: 'SendGrid reports', state: 'ok' }));
  });

  it('indexes are missing: names them', async () => {
    const said = await ask({}, { MONGODB_DATABASE: `${env.MONGODB_DATABASE}-empty` });
    expect(failures(said)).toEqual(the('MongoDB indexes', 'missing: accounts {', 'restart the API'));
  });

  it('Temporal is away, or has no such namespace', async () => {
    const away = await ask({}, { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(failures(away)).toEqual(the('Temporal', 'does not answer', 'TEMPORAL_ADDRESS'));
    const nowhere = await ask({}, { TEMPORAL_NAMESPACE: 'nowhere' });
    expect(failures(nowhere)).toEqual(the('Temporal', 'nowhere', 'namespace create -n nowhere'));
  });

  it('search attributes are missing or of another type, and no worker is there', async () => {
    const connection = await Connection.connect({ address: temporal.address });
    const namespace = 'bare';
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await until('the namespace is there', 60, async () => {
      await connection.workflowService.describeNamespace({ namespace });
      return failures(await ask({}, { TEMPORAL_NAMESPACE: namespace })).length === 2;
    });
    expect(failures(await ask({}, { TEMPORAL_NAMESPACE: namespace }))).toEqual([
      ...the('Temporal search attributes', 'AfterchatAccount', 'restart a worker'),
      ...the('Temporal workers', 'no worker polls conversations, deliveries', 'start a worker'),
    ]);
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { AfterchatState: 1 } });
    await until('the attribute is of type Text', 60, async () => {
      const [attributes] = failures(await ask({}, { TEMPORAL_NAMESPACE: namespace }));
      return attributes?.says.startsWith('AfterchatState not of type Keyword') ?? false;
    });
    await connection.close();
  });

  it('the key is dead', async () => {
    await control('faults', { mode: '401', count: null });
    const said = failures(await ask());
    expect(said).toContainEqual(the('SendGrid key', 'refuses the key (401)', 'SENDGRID_API_KEY')[0]);
  });

  it('the key may not send', async () => {
    await control('account', { scopes: ['user.webhooks.event.settings.read', 'whitelabel.read'] });
    expect(failures(await ask())).toEqual(the('SendGrid key', 'lacks the scope mail.send', 'Mail Send'));
  });

  it('the key may only send: what it may not read is skipped, not failed', async () => {
    await control('account', { scopes: ['mail.send'] });
    const checks = await ask();
    expect(failures(checks)).toEqual([]);
    for (const check of ['SendGrid reports', 'SendGrid senders'])
      expect(checks).toContainEqual(expect.objectContaining({ check, state: 'skipped' }));
  });

  it('SendGrid is away', async () => {
    const said = failures(await ask({}, { SENDGRID_BASE_URL: 'http://127.0.0.1:1' }));
    expect(said[0]).toEqual(the('SendGrid key', 'does not answer (ECONNREFUSED)', 'SENDGRID_BASE_URL')[0]);
  });

  it('the sender is not authenticated, until it is verified by itself', async () => {
    await control('senders', { domains: [{ domain: 'acme.example', valid: false }] });
    const refused = the('SendGrid senders', `chat@acme.example (account ${account})`, 'Sender Authentication');
    expect(failures(await ask())).toEqual(refused);
    await control('senders', { domains: [], verified: ['chat@acme.example'] });
    expect(failures(await ask())).toEqual([]);
  });

  it('looks at one account when asked', async () => {
    const sender = { name: 'Other', address: 'chat@other.example', replyDomain: null };
    const other = await service.account({ sender });
    await control('senders', { domains: [{ domain: 'acme.example' }] });
    const said = failures(await ask());
    expect(said).toEqual(the('SendGrid senders', `chat@other.example (account ${other.id})`, 'authenticate'));
    expect(failures(await ask({ accountId: account }))).toEqual([]);
    await service.store.accounts.deleteOne({ _id: other.id });
  });

  it('reports go elsewhere, are not signed, or by a key that is not ours', async () => {
    const elsewhere = await ask({}, { PUBLIC_URL: 'https://chat.acme.example' });
    const here = 'none are posted to https://chat.acme.example/webhooks/sendgrid/events';
    expect(failures(elsewhere)).toEqual(the('SendGrid reports', here, 'Event Webhooks'));
    const stranger = await ask({}, { SENDGRID_WEBHOOK_PUBLIC_KEYS: reportSigner().shown });
    expect(failures(stranger)).toEqual(the('SendGrid reports', 'does not know', 'SENDGRID_WEBHOOK_PUBLIC_KEYS'));
    await control('account', { signsReports: false });
    expect(failures(await ask())).toEqual(the('SendGrid reports', 'not signed', 'signature verification'));
  });

  it('the clock of this host is wrong', async () => {
    const said = failures(await ask({ clock: () => Date.now() + 5_000 }));
    expect(said).toEqual([
      ...the('clock compared with MongoDB', 'ahead', 'NTP'),
      ...the('clock compared with SendGrid', 'ahead', 'NTP'),
    ]);
  });

  it('the environment is not complete: names each variable, as JSON too, with exit code 1', async () => {
    const wrong = { ...env, SENDGRID_API_KEY: '', SENDGRID_WEBHOOK_PUBLIC_KEYS: 'no key' };
    const { code, out } = await afterchatHere(['doctor', '--json'], wrong);
    expect(code).toBe(1);
    const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: Finding[] };
    expect([ok, checks]).toEqual([false, the('environment', 'SENDGRID_WEBHOOK_PUBLIC_KEYS', 'README.md')]);
    expect(checks[0]?.says).toContain('SENDGRID_API_KEY');
  });

  it('prints what failed with what to do, and ends with exit code 1', async () => {
    await control('account', { signsReports: false });
    const { code, out, err } = await afterchatHere(['doctor', '--account', account], env);
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(/^failed {3}SendGrid reports: they are not signed.*\n {9}→ enable signature verification/m);
  });

  it('where npm start runs it reads what that runs with', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'afterchat-doctor-'));
    mkdirSync(join(cwd, '.afterchat'));
    const endpoints = { api: env.PUBLIC_URL, apiKey: 'ac_demo', environment: env };
    writeFileSync(join(cwd, '.afterchat', 'endpoints.json'), JSON.stringify(endpoints));
    const { code, out } = await afterchatHere(['doctor'], {}, { cwd });
    rmSync(cwd, { recursive: true });
    expect(out).toContain('ok       Temporal: namespace default');
    expect(code).toBe(0);
  });

  it.each([
    [['--mail', 'nobody'], '--mail'],
    [['--wait', 'long'], '--wait'],
  ])('typed wrong: %j', async (args, option) => {
    const { code, err } = await afterchatHere(['doctor', ...args], env);
    expect(code).toBe(2);
    expect(err).toContain(option);
  });
});
