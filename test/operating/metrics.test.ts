import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { until } from '../../dev/servers/until.ts';
import { conversationQueue } from '../../src/contract/signals.ts';
import { pauseDeployment, resumeDeployment } from '../../src/store/deployment/deployment-pause.ts';
import { pauseSending, resumeSending } from '../../src/store/deployment/sending-pause.ts';
import { reportSigner, reportsPath } from '../support/signed-reports.ts';
import { forwardOne, type RunningPart, type Service, startService } from './service.ts';

jest.setTimeout(180_000);

let service: Service;
let all: RunningPart;
let text: string;
beforeAll(async () => {
  const signer = reportSigner();
  service = await startService({ SENDGRID_WEBHOOK_PUBLIC_KEYS: signer.shown, WORKER_CACHED_CONVERSATIONS: '2' });
  all = await service.run('all');
  const chat = await forwardOne(service.frontend(all), 'measured-conversation');
  await until('it is mailed', 60, async () => (await chat.messages()).at(-1)?.outcome?.state === 'mailed');
  const delivery = (await service.store.deliveries.findOne({})) ?? { accountId: '', id: '' };
  const ours = { timestamp: 1, account: delivery.accountId, delivery: delivery.id, attempt: '1' };
  const body = JSON.stringify([
    { ...ours, event: 'delivered' },
    { ...ours, event: 'visitor@example.com' },
    { event: 'open', timestamp: 1 },
    {},
  ]);
  const report = () =>
    fetch(all.api + reportsPath, { method: 'POST', headers: signer.headers(body, Date.now()), body });
  expect((await report()).status).toBe(204);
  expect((await report()).status).toBe(204);
  await until('it is applied', 60, async () => (await service.store.reports.countDocuments({ state: 'new' })) === 0);
  await fetch(`${all.api}/nowhere/visitor@example.com`);
  text = await (await fetch(`${all.operating}/metrics`)).text();
});
afterAll(() => service.stop());

/** The value of a metric with just these labels, in any order; 0 if it is not there. */
function value(name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels).map(([label, is]) => `${label}="${is}"`);
  const line = text
    .split('\n')
    .find((each) =>
      each.startsWith(`${name}{`) || each.startsWith(`${name} `) ? wanted.every((w) => each.includes(w)) : false,
    );
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('/metrics', () => {
  it('tells the version that runs, and whether the parts that it needs are well', async () => {
    expect(value('afterchat_build_info', { node: process.version })).toBe(1);
    const parts = ['mongodb', 'temporal', 'provider', 'indexes'];
    await until('all parts are looked at', 30, async () => {
      text = await (await fetch(`${all.operating}/metrics`)).text();
      return parts.every((part) => value('afterchat_part_up', { part }) === 1);
    });
  });

  it('times requests by the pattern of their route', () => {
    const name = 'afterchat_http_request_duration_seconds_count';
    expect(value(name, { method: 'POST', route: '/v1/conversations/:id/messages', status: '201' })).toBe(2);
    expect(value(name, { method: 'GET', route: 'unmatched', status: '404' })).toBe(1);
  });

  it('counts what is stored, woken, looked at, sent and ended', () => {
    expect(value('afterchat_messages_stored_total', { author: 'agent' })).toBe(1);
    expect(value('afterchat_messages_stored_total', { author: 'visitor' })).toBe(1);
    expect(value('afterchat_wakes_total', { source: 'api', signal: 'visitorLeft', result: 'sent' })).toBe(1);
    expect(value('afterchat_look_duration_seconds_count', { answer: 'deliver' })).toBe(1);
    expect(value('afterchat_mail_attempt_duration_seconds_count', { end: 'accepted' })).toBe(1);
    expect(value('afterchat_deliveries_ended_total', { end: 'accepted' })).toBe(1);
    expect(value('afterchat_overdue_alarms')).toBe(0);
  });

  it("has those of Temporal's SDK, and all in the form that Prometheus reads", () => {
    const slots = { worker_type: 'ActivityWorker', task_queue: 'deliveries' };
    expect(value('temporal_worker_task_slots_available', slots)).toBeGreaterThan(0);
    expect(value('temporal_sticky_cache_size')).toBeGreaterThan(0);
    for (const name of ['workflow_task', 'activity'])
      expect(value(`temporal_${name}_schedule_to_start_latency_seconds_count`)).toBeGreaterThan(0);
    const lines = text.split('\n').filter((line) => line !== '');
    const ofTheForm = /^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? (NaN|\+Inf|[-+.e\d]+))$/;
    expect(lines.filter((line) => !ofTheForm.test(line))).toEqual([]);
    const families = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
    expect(new Set(families).size).toBe(families.length);
  });

  it('counts the workflow tasks that fail, as those do that code cannot replay', async () => {
    expect(text).not.toMatch(/^temporal_workflow_task_execution_failed_total/m);
    const connection = await Connection.connect({ address: service.temporal.address });
    const other = { workflowId: 'of-other-code', taskQueue: conversationQueue };
    const handle = await new Client({ connection }).workflow.start('ofOtherCode', other);
    await until('it is counted', 30, async () => {
      text = await (await fetch(`${all.operating}/metrics`)).text();
      return value('temporal_workflow_task_execution_failed_total', { workflow_type: 'ofOtherCode' }) > 0;
    });
    const rules = readFileSync(new URL('../../docs/alerts.yml', import.meta.url), 'utf8');
    for (const [name] of rules.matchAll(/\btemporal_\w+/g)) expect(text).toMatch(new RegExp(`^${name}\\{`, 'm'));
    await handle.terminate();
    await connection.close();
  });

  it('counts the emails of each account', () => {
    expect(value('afterchat_account_emails_total', { event: 'accepted' })).toBe(1);
  });

  it('shows what is parked, unknown and paused now', async () => {
    const { deliveries } = service.store;
    const shown = async () => (await fetch(`${all.operating}/metrics`)).text();
    for (const line of [
      'deployment_paused 0',
      ...[
        'parked_deliveries{reason="tooLarge"} 0',
        'oldest_unknown_seconds 0',
        'sending_paused 0',
        'oldest_parked_seconds 0',
      ],
      'inbound_dead_letters_of_nobody{reason="unreadable"} 0',
    ])
      expect(text).toContain(`\nafterchat_${line}\n`);
    await pauseDeployment(service.store);
    expect(await shown()).toMatch(/^afterchat_deployment_paused 1$/m);
    await resumeDeployment(service.store);
    await pauseSending(service.store, 'providerAuth', Date.now(), 3_600_000);
    await deliveries.updateOne({}, { $set: { status: 'parked', reason: 'tooLarge', createdAt: Date.now() - 30_000 } });
    expect(await shown()).toMatch(/^afterchat_sending_paused 1$/m);
    expect(await shown()).toMatch(/^afterchat_parked_deliveries\{reason="tooLarge"\} 1$/m);
    expect(await shown()).toMatch(/^afterchat_oldest_parked_seconds 3\d/m);
    await deliveries.updateOne({}, { $set: { status: 'unknown', reason: null, createdAt: Date.now() - 60_000 } });
    expect(await shown()).toMatch(/^afterchat_oldest_unknown_seconds 6\d/m);
    await resumeSending(service.store, Date.now());
  });

  it('tells how long after it was due a mail was accepted', () => {
    expect(value('afterchat_due_to_accepted_seconds_count')).toBe(1);
    expect(value('afterchat_due_to_accepted_seconds_sum')).toBeLessThan(5);
  });

  it('counts what the provider reported, and tells how long ago that was', () => {
    const reports = (event: string, result: string) => value('afterchat_reports_total', { event, result });
    expect([reports('delivered', 'stored'), reports('delivered', 'known')]).toEqual([1, 1]);
    expect([reports('other', 'stored'), reports('open', 'ignored'), reports('other', 'unreadable')]).toEqual([1, 2, 2]);
    expect(value('afterchat_unapplied_reports')).toBe(0);
    expect(text).toMatch(/^afterchat_unapplied_reports 0$/m);
    expect(value('afterchat_seconds_since_last_report')).toBeGreaterThan(0);
    expect(value('afterchat_seconds_since_last_report')).toBeLessThan(60);
  });

  it('has the metrics of the Node process', () => {
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });

  it('holds no id, address or text', () => {
    expect(text).not.toMatch(/measured-conversation|@|Tomorrow/);
  });

  it('is not on the public port', async () => {
    expect((await fetch(`${all.api}/metrics`)).status).toBe(404);
  });

  it('shows that no more conversations are kept in memory than the configuration says', async () => {
    for (const id of ['second', 'third', 'fourth']) await forwardOne(service.frontend(all), id);
    await until(
      'all are mailed',
      60,
      async () => (await service.store.deliveries.countDocuments({ acceptedAt: { $ne: null } })) >= 4,
    );
    text = await (await fetch(`${all.operating}/metrics`)).text();
    expect(value('temporal_sticky_cache_size')).toBeLessThanOrEqual(2);
    expect(value('temporal_sticky_cache_total_forced_eviction_total')).toBeGreaterThan(0);
  });
});
