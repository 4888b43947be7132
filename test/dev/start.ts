import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { isRunning } from '../../bin/servers/pid-lock.mjs';
import { devScript } from '../support/dev-script.ts';
import type { Stack } from './stacks.ts';

/** What stands of a stack that has just been started. */
const metricsAddress = /^http:\/\/127\.0\.0\.1:\d+\/metrics$/;

export function startedStack(stack: Stack): void {
  const { state, endpoints, parts } = stack;

  it('starts each part as a process of its own', () => {
    expect(Object.keys(parts()).sort()).toEqual(['api', 'mailbox', 'meta', 'mongod', 'site', 'temporal', 'worker']);
  });

  it('tells scripts where everything is, and only its owner', () => {
    expect(endpoints()).toEqual({
      api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      mailbox: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      meta: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      inbox: `${endpoints().api}/inbox`,
      site: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      temporal: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      temporalUi: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      metrics: { api: expect.stringMatching(metricsAddress), worker: expect.stringMatching(metricsAddress) },
      apiKey: expect.any(String),
      siteKey: expect.any(String),
      identitySecret: expect.any(String),
      account: 'demo',
      agents: ['ada', 'grace', 'linus'],
      mongodb: expect.stringMatching(/^mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=rs-[0-9a-f]{12}$/),
      environment: expect.objectContaining({
        PUBLIC_URL: endpoints().api,
        SENDGRID_WEBHOOK_PUBLIC_KEYS: expect.any(String),
        INBOUND_PARSE_PUBLIC_KEYS: expect.any(String),
        META_APP_SECRET: expect.stringMatching(/^[0-9a-f]{32}$/),
        META_VERIFY_TOKEN: expect.stringMatching(/^[0-9a-f]{32}$/),
        META_GRAPH_URL: `${endpoints().meta}/graph.facebook.com`,
        META_INSTAGRAM_GRAPH_URL: `${endpoints().meta}/graph.instagram.com`,
        CHANNEL_TOKENS_KEY: expect.stringMatching(/^[\w+/]{43}=$/),
        INBOUND_PARSE_SECRET: expect.stringMatching(/^[\w-]{32}$/),
      }),
    });
    expect(statSync(state.endpoints).mode & 0o777).toBe(0o600);
  });

  it('serves the metrics of the API and of the worker', async () => {
    const { metrics } = endpoints();
    const shown = async (at: string) => (await fetch(at)).text();
    expect(await shown(metrics.api)).toMatch(/^afterchat_http_request_duration_seconds_count\{/m);
    expect(await shown(metrics.worker)).toMatch(/^temporal_worker_task_slots_available\{/m);
  });

  it('has an account with agents online and shortened durations, and says so', async () => {
    const { api, apiKey } = endpoints();
    const read = async (path: string) =>
      (await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${apiKey}` } })).json();
    expect(await read('/v1/settings')).toMatchObject({
      timing: { afterLeavingSeconds: 10, afterInactivitySeconds: 60, settleSeconds: 2, settleMaxSeconds: 10 },
      delivery: { retryForSeconds: 120, awaitReportSeconds: 20 },
      inbox: { notifyAgentsAfterSeconds: 20 },
      sender: { name: 'Acme' },
      brand: { siteUrl: endpoints().site, allowedOrigins: expect.arrayContaining([endpoints().site]) },
    });
    const { items } = (await read('/v1/agents')) as { items: { id: string }[] };
    expect(items.map(({ id }) => id).sort()).toEqual(['ada', 'grace', 'linus']);
    expect(stack.text()).toMatch(/DURATIONS ARE SHORTENED.*after leaving 5 min → 10 s/s);
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

  it('has a fake Meta with a page of Messenger and an account of Instagram, which are connected', async () => {
    const { api, apiKey, meta } = endpoints();
    const { items } = (await (await fetch(`${meta}/api/pages`)).json()) as { items: { subscribedFields: unknown }[] };
    expect(items).toMatchObject([{ channel: 'messenger' }, { channel: 'instagram' }]);
    expect(items.map(({ subscribedFields }) => subscribedFields)).not.toContain(null);
    const answer = await fetch(`${api}/v1/channels`, { headers: { authorization: `Bearer ${apiKey}` } });
    const connected = (await answer.json()) as { items: { kind: string; status: string }[] };
    expect(connected.items.map(({ kind, status }) => `${kind}: ${status}`).sort()).toEqual([
      'instagram: ok',
      'messenger: ok',
    ]);
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
    const second = devScript('start', stack.folder);
    expect(await second.exitCode).toBe(1);
    expect(second.text()).toMatch(/already running/);
    expect(second.text()).toContain(endpoints().api);
  });
}

/** The stack is another one afterwards. */
export function partsAgain(stack: Stack): void {
  const { endpoints, parts } = stack;

  it.each(['worker', 'api', 'temporal', 'mongod', 'mailbox', 'meta', 'site'])(
    'starts %s again when it dies',
    async (name) => {
      const before = parts()[name];
      process.kill(before!, 'SIGKILL');
      await stack.says(`${name} exited (SIGKILL); restarting it`);
      await stack.says(`${name} is back`);
      expect(parts()[name]).not.toBe(before);
    },
  );

  it('ends everything at SIGTERM and is ready again, with the same key', async () => {
    const { api, apiKey } = endpoints();
    const { port } = new URL(api);
    const pids = Object.values(parts());
    expect(await stack.end('SIGTERM')).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    stack.begin('--port', port);
    await stack.isRunning();
    expect(endpoints()).toMatchObject({ api, apiKey });
  });

  it('ends what is left of a start that was killed, and begins anew when asked to', async () => {
    const { api, apiKey } = endpoints();
    const { port } = new URL(api);
    const pids = Object.values(parts());
    await stack.end('SIGKILL');
    stack.begin('--port', port, '--fresh');
    await stack.isRunning();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(endpoints().api).toBe(api);
    expect(endpoints().apiKey).not.toBe(apiKey);
  });
}

export function startWithSomethingWrong(): void {
  it.each([
    [['--bogus'], '--bogus'],
    [['--port', 'x'], `--port must be a number from 1 to 65535, not 'x'`],
  ])('%j says so in one line and exits with 2', async (args, words) => {
    const run = devScript('start', join(tmpdir(), 'afterchat-never'), ...args);
    expect(await run.exitCode).toBe(2);
    expect(run.text()).toContain(words);
    expect(run.text().trim().split('\n')).toHaveLength(1);
  });
}
