import { expect, it } from '@jest/globals';
import { keepingParked } from '../../src/workers/keep-parked.ts';
import { useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { dueReply } from './due-reply.ts';

const api = useApi();
const courier = useCourier(api);

async function parked() {
  const { account, chat, address } = await dueReply(api);
  await courier.fault(address, '400');
  await courier.look(account, chat.id);
  await api.told();
  const temporal = { isAway: false };
  const kept: string[] = [];
  const keeper = {
    keep: async ({ conversationId }: { readonly conversationId: string }) => {
      if (temporal.isAway) throw new Error('Temporal is away');
      kept.push(conversationId);
    },
  };
  const step = keepingParked({ store: api.store, clock: api.clock, waker: api.waker, keeper });
  const walk = async () => {
    kept.length = 0;
    api.woken.length = 0;
    api.pass(60);
    while ((await step()) > 0) {
      // One walk has come to its end with a step that finds nothing.
    }
    return { kept: kept.filter((id) => id === chat.id), woken: api.woken.filter((woken) => woken.startsWith(chat.id)) };
  };
  return { account, chat, temporal, walk };
}

it('each walk keeps a parked conversation in view, also after Temporal was away, and signals nobody', async () => {
  const { account, chat, temporal, walk } = await parked();
  expect(await walk()).toEqual({ kept: [chat.id], woken: [] });
  temporal.isAway = true;
  await expect(walk()).rejects.toThrow('Temporal is away');
  temporal.isAway = false;
  expect(await walk()).toEqual({ kept: [chat.id], woken: [] });
  const [delivery] = await account.chat.deliveries(`?conversation=${chat.id}`);
  await account.call('POST', `/v1/deliveries/${delivery?.id}/dismiss`, { reason: 'Answered by phone.' });
  expect(await walk()).toEqual({ kept: [], woken: [] });
});

it('a conversation whose delivery an older version parked says why after the first walk, which wakes it once', async () => {
  const { account, chat, walk } = await parked();
  await api.store.conversations.updateOne({ accountId: account.id, id: chat.id }, { $unset: { troubles: true } });
  expect((await chat.get()).forwarding).toMatchObject({ state: 'parked', reason: null });
  expect(await walk()).toEqual({ kept: [], woken: [`${chat.id} alarmOverdue`] });
  expect((await chat.get()).forwarding).toMatchObject({ state: 'parked', reason: 'contentRejected', parked: 1 });
  expect(await walk()).toEqual({ kept: [chat.id], woken: [] });
});
