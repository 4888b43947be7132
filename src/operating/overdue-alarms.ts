import { Gauge } from 'prom-client';
import { countOverdueAlarms } from '../store/alarms.ts';
import type { Clock } from '../store/clock.ts';
import type { Store } from '../store/store.ts';
import { registry } from './metrics.ts';

/**
 * Alarms past their watch time, counted at each scrape by the sweeper's own index: what keeps standing here is not being
 * forwarded. Every worker shows the same number, so take the maximum. While MongoDB is away there is none.
 */
export function observeOverdueAlarms(store: Store, clock: Clock): void {
  new Gauge({
    name: 'afterchat_overdue_alarms',
    help: 'Conversations whose workflow is late (at most 10,000 are counted); the same in every worker.',
    registers: [registry],
    async collect() {
      this.reset();
      try {
        this.set(await countOverdueAlarms(store, null, await clock()));
      } catch {
        this.set(Number.NaN);
      }
    },
  });
}
