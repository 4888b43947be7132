import { Gauge } from 'prom-client';
import { parkedReasons } from '../contract/deliveries.ts';
import { type DeadLetterReason, deadLetterReasons } from '../contract/inbound.ts';
import { readOverdue } from '../store/conversations/overdue.ts';
import { countUnapplied, lastReportAt } from '../store/deliveries/reports.ts';
import { findDeploymentPause } from '../store/deployment/deployment-pause.ts';
import { findSendingPause } from '../store/deployment/sending-pause.ts';
import { countInbound, countOfNobody, oldestUnprocessedInbound } from '../store/inbound/status.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { Store } from '../store/mongo/store.ts';
import { countParked, oldestParkedAt, oldestUnknownAt } from '../store/status.ts';
import { registry } from './metrics.ts';

const deadLetterNames = Object.keys(deadLetterReasons) as DeadLetterReason[];

/**
 * Gauges that are read from MongoDB at each scrape, using indexes only. Every worker shows the same values, so take the
 * maximum. While MongoDB is away, they are missing.
 */
export function observeStore(store: Store, clock: Clock): void {
  const secondsSince = async (at: number) => Math.max(0, (await clock()) - at) / 1_000;
  gauge(
    'afterchat_overdue_alarms',
    'Conversations whose workflow is more than a minute late (counted up to 10,000).',
    async () => (await readOverdue(store, null, await clock())).lateLooks,
  );
  gauge(
    'afterchat_oldest_due_seconds',
    'Time since the oldest email that still waits to be processed or sent was due; 0 if there is none.',
    async () => {
      const { since } = await readOverdue(store, null, await clock());
      return since === null ? 0 : secondsSince(since);
    },
  );
  gauge(
    'afterchat_sending_paused',
    '1 while nothing is sent because the provider refuses the key or its credits are used up, else 0.',
    async () => ((await findSendingPause(store)) === null ? 0 : 1),
  );
  gauge(
    'afterchat_deployment_paused',
    '1 while an operator has paused the deployment, so that nothing is sent in any account, else 0.',
    async () => ((await findDeploymentPause(store)) === null ? 0 : 1),
  );
  gauge(
    'afterchat_oldest_unknown_seconds',
    'Time since the oldest email whose outcome is unknown was claimed; 0 if there is none.',
    async () => {
      const at = await oldestUnknownAt(store);
      return at === null ? 0 : secondsSince(at);
    },
  );
  gauge(
    'afterchat_oldest_parked_seconds',
    'Time since the oldest delivery that is parked was created; 0 if there is none.',
    async () => {
      const at = await oldestParkedAt(store);
      return at === null ? 0 : secondsSince(at);
    },
  );
  gauge(
    'afterchat_seconds_since_last_report',
    'Time since the last provider event was stored; absent before the first.',
    async () => {
      const at = await lastReportAt(store, null);
      return at === null ? Number.NaN : secondsSince(at);
    },
  );
  gauge('afterchat_unapplied_reports', 'Reports that are stored but not yet applied (counted up to 10,000).', () =>
    countUnapplied(store),
  );
  gauge(
    'afterchat_oldest_unprocessed_inbound_seconds',
    'Time since the oldest email came in that waits to be processed; 0 if there is none.',
    async () => {
      const at = await oldestUnprocessedInbound(store);
      return at === null ? 0 : secondsSince(at);
    },
  );
  new Gauge({
    name: 'afterchat_inbound_emails',
    help: 'Emails and events of channels that came in and wait to be processed (new) or are dead letters now, by reason. The same in every worker.',
    labelNames: ['state', 'reason'],
    registers: [registry],
    async collect() {
      this.reset();
      const counts = await countInbound(store).catch(() => null);
      if (counts === null) return;
      this.set({ state: 'new', reason: '' }, 0);
      for (const reason of deadLetterNames) this.set({ state: 'deadLetter', reason }, 0);
      for (const { state, reason, count } of counts) this.set({ state, reason: reason ?? '' }, count);
    },
  });
  new Gauge({
    name: 'afterchat_inbound_dead_letters_of_nobody',
    help: 'Those dead letters that belong to no account, by reason: only operators see them. The same in every worker.',
    labelNames: ['reason'],
    registers: [registry],
    async collect() {
      this.reset();
      const counts = await countOfNobody(store).catch(() => null);
      if (counts === null) return;
      for (const reason of deadLetterNames) this.set({ reason }, counts.get(reason) ?? 0);
    },
  });
  new Gauge({
    name: 'afterchat_parked_deliveries',
    help: 'Deliveries that are parked now, by reason. The same in every worker.',
    labelNames: ['reason'],
    registers: [registry],
    async collect() {
      this.reset();
      const counts = await countParked(store, null).catch(() => null);
      if (counts === null) return;
      for (const reason of parkedReasons) this.set({ reason }, counts.get(reason) ?? 0);
    },
  });
}

function gauge(name: string, help: string, value: () => Promise<number>): void {
  new Gauge({
    name,
    help: `${help} The same in every worker.`,
    registers: [registry],
    async collect() {
      this.reset();
      this.set(await value().catch(() => Number.NaN));
    },
  });
}
