import { describe, expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import { losingFirstAnswer } from '../support/lost-answer.ts';
import { byEmail, emailed } from './replies.ts';
import { inboundPath, type Scenario, useStack } from './scenarios.ts';

const stack = useStack();

/** A conversation whose email is due this many seconds from now, and whose workflow waits for that. */
async function waitsFor(seconds: number): Promise<Scenario> {
  const scenario = await stack.begin({ timing: { afterLeavingSeconds: seconds } });
  await scenario.chat.visitorSays('Where is my parcel?');
  await scenario.chat.agentSays('It ships tomorrow.');
  await scenario.chat.presence('left');
  await until('its workflow sleeping until then', 60, async () => {
    const filter = { accountId: scenario.account.id };
    return (await stack.service.store.conversations.findOne(filter))?.alarm?.signal === 'alarmOverdue';
  });
  return scenario;
}

async function wasForwardedOnce({ chat, mailed, deliveries, address }: Scenario, seconds = 30): Promise<void> {
  await mailed(1, seconds);
  const [delivery] = await deliveries();
  expect(await deliveries()).toMatchObject([{ status: 'accepted', to: address, newsSeqs: [2] }]);
  expect((await chat.messages())[1]?.forwardedTo).toMatchObject([{ address, deliveryId: delivery?.id }]);
}

/** Mailed at last, when everything else is over: its workflow was lost, and the sweeper doubts it after a minute. */
let lost: Scenario;

describe('Temporal away, then back without its database', () => {
  it('holds nobody up: messages are answered quickly, and the API is ready', async () => {
    lost = await waitsFor(4);
    const during = await stack.begin();
    await stack.temporal.kill();
    const { chat } = during;
    for (const act of [() => chat.visitorSays('Hello?'), () => chat.agentSays('Hello.'), () => chat.presence('left')]) {
      const started = performance.now();
      await act();
      // A call to Temporal fails only after two seconds.
      expect(performance.now() - started).toBeLessThan(1_500);
    }
    const ready = await fetch(`${stack.service.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'ok', parts: expect.objectContaining({ mongodb: 'ok', temporal: 'away' }) }),
    ]);

    await stack.temporal.restart({ fresh: true });
    expect(await during.mailed(1, 40)).toMatchObject([{ text: expect.stringContaining('Hello.') }]);
  }, 90_000);

  it('registers the search attributes again when Temporal does not know them', async () => {
    const { operatorService } = stack.client.connection;
    const namespace = 'default';
    const known = async () =>
      Object.keys((await operatorService.listSearchAttributes({ namespace })).customAttributes).filter((name) =>
        name.startsWith('Afterchat'),
      );
    const ours = await known();
    expect(ours).toHaveLength(4);
    await operatorService.removeSearchAttributes({ namespace, searchAttributes: ours });
    expect(await known()).toEqual([]);
    const scenario = await stack.begin();
    await scenario.chat.agentSays('Hello');
    await scenario.chat.presence('left');
    await scenario.mailed(1);
    expect((await known()).sort()).toEqual(ours.sort());
  });
});

describe('an answer by email is one message', () => {
  const textsOf = async ({ chat }: Scenario) => (await byEmail(chat)).map(({ text }) => text);
  const results = async ({ account }: Scenario) => {
    type Listed = { items: { state: string; result: string | null }[] };
    const { items } = await account.chat.call<Listed>('GET', '/v1/inbound');
    return items.map(({ state, result }) => `${state} ${result}`).sort();
  };

  it('although the worker is killed before it processes it, and the API before it answers', async () => {
    const scenario = await emailed(stack.begin, { timing: { afterLeavingSeconds: 0, settleSeconds: 0 } });
    const { api, worker, url } = stack.service;
    await worker.kill();
    const { state } = await stack.mailbox.reply(scenario.mail.id, { text: 'To no worker.' });
    expect([state, await textsOf(scenario)]).toEqual(['accepted', []]);

    let restarted: Promise<unknown> = Promise.resolve();
    const relay = await losingFirstAnswer(url, async () => {
      await api.kill();
      restarted = Promise.all([api.start(), worker.start()]);
    });
    await stack.mailbox.receiveAt(relay.url + inboundPath);
    const { posts } = await stack.mailbox.reply(scenario.mail.id, { text: 'To a dying API.' });
    expect(posts).toMatchObject([{ answered: null }]);
    await restarted;
    // The second one was stored before the API died, and again when it was posted once more.
    const ends = ['done duplicate', 'done message', 'done message'];
    await until('all being processed', 120, async () => (await results(scenario)).join() === ends.join());
    expect((await textsOf(scenario)).sort()).toEqual(['To a dying API.', 'To no worker.']);
    await stack.mailbox.receiveAt(url + inboundPath);
    await relay.stop();
  }, 180_000);
});

describe('a mail that waits is sent once', () => {
  it('although the worker and the API are killed in the middle of the wait', async () => {
    const scenario = await waitsFor(3);
    await Promise.all([stack.service.worker.kill(), stack.service.api.kill()]);
    await Promise.all([stack.service.worker.start(), stack.service.api.start()]);
    await wasForwardedOnce(scenario);
  });

  it('although Temporal is killed in the middle of the wait', async () => {
    const scenario = await waitsFor(2);
    await stack.temporal.restart();
    await wasForwardedOnce(scenario);
  });

  it('although SendGrid cannot be reached when it is due', async () => {
    const scenario = await stack.begin({ timing: { afterLeavingSeconds: 0 } });
    await stack.mailbox.leave();
    await scenario.chat.agentSays('It ships tomorrow.');
    await scenario.chat.presence('left');
    await until('a refused attempt', 60, async () => {
      const [delivery] = await scenario.deliveries();
      return delivery?.attempts[0]?.end === 'refused';
    });
    await stack.mailbox.comeBack();
    await scenario.mailed(1);
    const { attempts } = await scenario.delivery('accepted');
    expect(attempts).toMatchObject([{ result: expect.stringContaining('ECONNREFUSED') }, { end: 'accepted' }]);
  });

  it('and not again when the worker is killed in mid-send: its end is unknown, and its report awaited', async () => {
    const scenario = await stack.begin({ timing: { afterLeavingSeconds: 0 } });
    await scenario.fault('timeoutAfterAccept');
    await scenario.chat.agentSays('It ships tomorrow.');
    await scenario.chat.presence('left');
    await until('the mail with the provider', 60, async () => (await scenario.mails()).length === 1);
    await stack.service.worker.kill();
    expect((await scenario.deliveries())[0]?.status).toBe('sending');
    await stack.service.worker.start();
    expect(await scenario.delivery('unknown')).toMatchObject({ attempts: [{ end: 'unknown' }] });
    await scenario.mailed(1);
    expect((await scenario.chat.get()).forwarding.state).toBe('unknown');
  });
});

it('what waited when Temporal’s database was deleted was mailed all the same', async () => {
  await wasForwardedOnce(lost, 80);
}, 90_000);
