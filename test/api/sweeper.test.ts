import { EventEmitter, once } from 'node:events';
import { beforeEach, expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import { findSendingPause, pauseSending } from '../../src/store/deployment/sending-pause.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { type ProbeDeps, startSweeper } from '../../src/workers/sweeper.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { dueReply } from './due-reply.ts';

const api = useApi();
/** No alarm of another test comes first. */
beforeEach(() => api.store.conversations.deleteMany({}));

/** Replies whose alarms no workflow follows. */
async function overdue(acme: ApiAccount, ids: readonly string[]): Promise<void> {
  for (const id of ids) await dueReply(api, { account: acme, id });
  await api.told();
  api.pass(300);
  api.woken.length = 0;
}
const signalled = async (...ids: string[]) => {
  const areAll = async () => ids.every((id) => api.woken.some((woken) => woken.startsWith(`${id} `)));
  await until('a signal for each', 60, areAll);
};

/** A collection of which one call fails. */
const failing = <T extends object>(collection: T, call: keyof T, fails: () => boolean): T =>
  new Proxy(collection, {
    get: (target, name) => {
      const found = Reflect.get(target, name);
      if (typeof found !== 'function') return found;
      return (...args: unknown[]) => {
        if (name === call && fails()) throw new Error('MongoDB is away');
        return found.apply(target, args);
      };
    },
  });

const sweeping = (store: Store, probeKey: ProbeDeps['probeKey']) =>
  startSweeper({ store, clock: api.clock, waker: api.waker, keeper: { keep: async () => {} }, log: api.log, probeKey });

it('signals overdue alarms while the provider hangs and reports cannot be read, and stops when it has answered', async () => {
  await overdue(await api.account(), ['hangs']);
  await pauseSending(api.store, 'providerAuth', api.now() - 60_000, 60_000);
  const provider = new EventEmitter();
  const reports = failing(api.store.reports, 'find', () => true);
  let asked = 0;
  const sweeper = sweeping({ ...api.store, reports }, async () => {
    asked += 1;
    await once(provider, 'answered');
    return 'taken' as const;
  });
  await signalled('hangs');
  await until('a probe', 60, async () => asked === 1);
  let isStopped = false;
  const stopped = sweeper.stop().then(() => {
    isStopped = true;
  });
  expect(await findSendingPause(api.store)).not.toBeNull();
  expect(isStopped).toBe(false);
  provider.emit('answered');
  await stopped;
  expect(await findSendingPause(api.store)).toBeNull();
});

it('signals at once those taken before MongoDB went away, and the others when it is back', async () => {
  const ids = ['a1', 'a2', 'a3'];
  await overdue(await api.account(), ids);
  let updates = 0;
  const isAway = () => {
    updates += 1;
    return updates === 2;
  };
  const conversations = failing(api.store.conversations, 'updateOne', isAway);
  const sweeper = sweeping({ ...api.store, conversations }, async () => 'taken' as const);
  await signalled(...ids).finally(() => sweeper.stop());
});
