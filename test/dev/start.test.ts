import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRunning } from '../../bin/servers/pid-lock.mjs';
import { freePort } from '../../bin/servers/ports.mjs';
import { until } from '../../dev/servers/until.ts';
import type { Endpoints } from '../../dev/state-folder.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterchat-start-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly text: () => string;
  readonly exitCode: Promise<number | null>;
}

/** What `npm start -- …args` runs once everything is compiled, with a state folder of the test's own. */
function npmStart(...args: string[]): Run {
  const { MONGODB_URI: _m, TEMPORAL_ADDRESS: _t, SENDGRID_API_KEY: _s, ...rest } = process.env;
  const env = { ...rest, AFTERCHAT_STATE: join(folder, 'state') };
  const child = spawn(process.execPath, ['dist/dev/start.js', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { child, text: () => text, exitCode: new Promise((resolve) => child.once('exit', resolve)) };
}

async function says(run: Run, words: string): Promise<void> {
  const hasEnded = () => run.child.exitCode !== null || run.child.signalCode !== null;
  await until(`'${words}'`, 60, async () => run.text().includes(words) || hasEnded());
  if (!run.text().includes(words)) throw new Error(`it ended without saying '${words}':\n${run.text()}`);
}

const endpoints = (): Endpoints => JSON.parse(readFileSync(join(folder, 'state', 'endpoints.json'), 'utf8'));

/** The running parts by name, as noted for the next start. */
function parts(): Record<string, number> {
  const pids = join(folder, 'state', 'pids');
  return Object.fromEntries(
    readdirSync(pids).map((name) => [name, JSON.parse(readFileSync(join(pids, name), 'utf8')).pid]),
  );
}

describe('npm start', () => {
  let run: Run;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    run = npmStart('--port', String(port));
    await says(run, 'afterchat is running.');
  });
  afterAll(async () => {
    run.child.kill('SIGTERM');
    await run.exitCode;
  });

  it('starts each part as a process of its own', () => {
    expect(Object.keys(parts()).sort()).toEqual(['api', 'mailbox', 'mongod', 'site', 'temporal', 'worker']);
  });

  it('tells scripts where everything is, and only its owner', () => {
    expect(endpoints()).toEqual({
      api: `http://127.0.0.1:${port}`,
      mailbox: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      inbox: `http://127.0.0.1:${port}/inbox`,
      site: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      temporal: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      temporalUi: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      apiKey: expect.any(String),
      siteKey: expect.any(String),
      identitySecret: expect.any(String),
      account: 'demo',
      agents: ['ada', 'grace', 'linus'],
      mongodb: expect.stringMatching(/^mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=rs-[0-9a-f]{12}$/),
      environment: expect.objectContaining({
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        SENDGRID_WEBHOOK_PUBLIC_KEYS: expect.any(String),
        INBOUND_PARSE_PUBLIC_KEYS: expect.any(String),
        INBOUND_PARSE_SECRET: expect.stringMatching(/^[\w-]{32}$/),
      }),
    });
    expect(statSync(join(folder, 'state', 'endpoints.json')).mode & 0o777).toBe(0o600);
  });

  it('has an account with agents online and shortened durations, and says so', async () => {
    const { api, apiKey } = endpoints();
    const read = async (path: string) =>
      (await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${apiKey}` } })).json();
    expect(await read('/v1/settings')).toMatchObject({
      timing: { afterLeavingSeconds: 10, afterInactivitySeconds: 60, settleSeconds: 2, settleMaxSeconds: 10 },
      delivery: { retryForSeconds: 120, awaitReportSeconds: 20 },
      sender: { name: 'Acme' },
      brand: { siteUrl: endpoints().site, allowedOrigins: expect.arrayContaining([endpoints().site]) },
    });
    const { items } = (await read('/v1/agents')) as { items: { id: string }[] };
    expect(items.map(({ id }) => id).sort()).toEqual(['ada', 'grace', 'linus']);
    expect(run.text()).toMatch(/DURATIONS ARE SHORTENED.*after leaving 5 min → 10 s/s);
  });

  it('has the fake SendGrid post its reports to the API', async () => {
    const { api, mailbox } = endpoints();
    const settings = await fetch(`${mailbox}/v3/user/webhooks/event/settings`, {
      headers: { authorization: 'Bearer SG.embedded.mailbox' },
    });
    expect(await settings.json()).toMatchObject({ enabled: true, url: `${api}/webhooks/sendgrid/events` });
  });

  it('has the fake SendGrid post the visitors’ emails to the API, which accepts them', async () => {
    const { api, mailbox, environment } = endpoints();
    const settings = await fetch(`${mailbox}/v3/user/webhooks/parse/settings/reply.acme.example`, {
      headers: { authorization: 'Bearer SG.embedded.mailbox' },
    });
    const url = `${api}/webhooks/sendgrid/inbound/${environment.INBOUND_PARSE_SECRET}`;
    expect(await settings.json()).toMatchObject({ url, send_raw: true });
    const body = 'From: visitor@example.com\r\nTo: nobody@reply.acme.example\r\n\r\nHello?';
    const answer = await fetch(`${mailbox}/api/inbound`, { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ state: 'accepted' });
  });

  it('serves a demo site, whose pages may start a visitor’s session, and a mailbox', async () => {
    const { api, site, siteKey, mailbox } = endpoints();
    expect(await (await fetch(site!)).text()).toContain(`src="${api}/widget.js" data-site-key="${siteKey}"`);
    const session = await fetch(`${api}/v1/visitor/sessions`, {
      method: 'POST',
      headers: { origin: site!, 'content-type': 'application/json' },
      body: JSON.stringify({ siteKey }),
    });
    expect(session.ok).toBe(true);
    expect(await (await fetch(mailbox!)).text()).toContain('<title>Mailbox</title>');
  });

  it('says so when it is running already, with the addresses', async () => {
    const second = npmStart();
    expect(await second.exitCode).toBe(1);
    expect(second.text()).toMatch(/already running/);
    expect(second.text()).toContain(endpoints().api);
  });

  it.each(['worker', 'api', 'temporal', 'mongod', 'mailbox', 'site'])('starts %s again when it dies', async (name) => {
    const before = parts()[name];
    process.kill(before!, 'SIGKILL');
    await says(run, `${name} exited (SIGKILL); restarting it`);
    await says(run, `${name} is back`);
    expect(parts()[name]).not.toBe(before);
  });

  it('ends everything at SIGTERM and is ready again, with the same key', async () => {
    const key = endpoints().apiKey;
    const pids = Object.values(parts());
    run.child.kill('SIGTERM');
    expect(await run.exitCode).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    run = npmStart('--port', String(port));
    await says(run, 'afterchat is running.');
    expect(endpoints().apiKey).toBe(key);
  });

  it('ends what is left of a start that was killed, and begins anew when asked to', async () => {
    const key = endpoints().apiKey;
    const pids = Object.values(parts());
    run.child.kill('SIGKILL');
    await run.exitCode;
    run = npmStart('--port', String(port), '--fresh');
    await says(run, 'afterchat is running.');
    expect(pids.filter(isRunning)).toEqual([]);
    expect(endpoints().apiKey).not.toBe(key);
  });
});

describe('npm start with something wrong', () => {
  it.each([
    [['--bogus'], '--bogus'],
    [['--port', 'x'], `--port must be a number from 1 to 65535, not 'x'`],
  ])('%j says so in one line and exits with 2', async (args, words) => {
    const run = npmStart(...args);
    expect(await run.exitCode).toBe(2);
    expect(run.text()).toContain(words);
    expect(run.text().trim().split('\n')).toHaveLength(1);
  });
});
