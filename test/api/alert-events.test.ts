import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Status } from '../../src/contract/status.ts';
import { noteConnection, putConnection } from '../../src/store/accounts/channel-connections.ts';
import { pauseDeployment, resumeDeployment } from '../../src/store/deployment/deployment-pause.ts';
import { countRefusal, pauseSending, resumeSending, takeProbe } from '../../src/store/deployment/sending-pause.ts';
import { confirmedPage } from '../support/channels.ts';
import { newAccount, type TestApi, useApis } from './events-setup.ts';

const apis = useApis();
let api: TestApi;
let acme: Awaited<ReturnType<typeof newAccount>>;
let other: typeof acme;
beforeAll(async () => {
  api = await apis.start();
  [acme, other] = [await newAccount(api), await newAccount(api)];
  await acme.conversation('c1');
});
/** The last one has been over for long. */
beforeEach(() => api.store.pauses.updateMany({}, { $set: { resumedAt: 1 } }));

const pausedAt = Date.UTC(2026, 2, 6, 13, 0);
const pause = (at = pausedAt) => pauseSending(api.store, 'providerAuth', at, 60_000);
const alerts = (stream: Awaited<ReturnType<typeof apis.follow>>) =>
  stream.events.filter(({ type }) => type === 'alert').map(({ data }) => data);

it('tells every account that the operator pauses the deployment, and that they resume it', async () => {
  const stream = await apis.follow(api, acme.apiKey);
  await pauseDeployment(api.store);
  await stream.until(() => alerts(stream).length === 1);
  expect(alerts(stream)).toEqual(((await other.call('GET', '/v1/status')) as Status).alerts);
  await resumeDeployment(api.store);
  await stream.until(() => alerts(stream).length === 2);
  expect(alerts(stream)[1]).toMatchObject({ kind: 'deploymentPaused', endedAt: expect.any(String) });
});

it('is no alert that a single send was refused', async () => {
  await pause();
  await resumeSending(api.store, pausedAt + 90_000);
  const stream = await apis.follow(api, acme.apiKey);
  await countRefusal(api.store);
  await acme.says('c1', 'after-the-refusal');
  await stream.untilMessage('after-the-refusal');
  expect(alerts(stream)).toEqual([]);
});

describe('the alert of a key that the provider refuses', () => {
  it('is told to every account as its status shows it, and so is its end', async () => {
    const streams = [await apis.follow(api, acme.apiKey), await apis.follow(api, other.apiKey)];
    await pause();
    for (const stream of streams) await stream.until(() => alerts(stream).length === 1);
    const status = (await other.call('GET', '/v1/status')) as Status;
    for (const stream of streams) expect(alerts(stream)).toEqual(status.alerts);
    await resumeSending(api.store, pausedAt + 90_000);
    for (const stream of streams) {
      await stream.until(() => alerts(stream).length === 2);
      expect(alerts(stream)[1]).toEqual({ ...status.alerts[0], endedAt: '2026-03-06T13:01:30.000Z' });
    }
  });

  it('is sent once, however often the provider is probed and refuses', async () => {
    await pause();
    const stream = await apis.follow(api, acme.apiKey);
    expect(await takeProbe(api.store, pausedAt + 60_000)).toBe(true);
    expect(await pause(pausedAt + 61_000)).toBe(false);
    await acme.says('c1', 'after-the-probe');
    await stream.untilMessage('after-the-probe');
    expect(alerts(stream)).toEqual([]);
  });

  it('is sent again when it continues after a probe that found the key accepted', async () => {
    const stream = await apis.follow(api, acme.apiKey);
    await pause();
    await stream.until(() => alerts(stream).length === 1);
    await resumeSending(api.store, pausedAt + 60_000);
    await stream.until(() => alerts(stream).length === 2);
    expect(await pause(pausedAt + 120_000)).toBe(true);
    await stream.until(() => alerts(stream).length === 3);
    expect(alerts(stream).at(-1)).toMatchObject({ since: '2026-03-06T13:00:00.000Z', endedAt: null });
  });

  it('is sent to clients that resume after it', async () => {
    const before = await apis.follow(api, acme.apiKey);
    await before.leave();
    await pause();
    const after = await apis.follow(api, acme.apiKey, '/v1/events', before.lastId ?? '');
    await after.until(() => alerts(after).length === 1);
  });

  it('is not sent on the stream of one conversation', async () => {
    const stream = await apis.follow(api, acme.apiKey, '/v1/conversations/c1/events');
    await pause();
    await acme.says('c1', 'after-the-pause');
    await stream.untilMessage('after-the-pause');
    await stream.leave();
    await acme.says('c1', 'later');
    const resumed = await apis.follow(api, acme.apiKey, '/v1/conversations/c1/events', stream.lastId ?? '');
    await resumed.untilMessage('later');
    expect([...alerts(stream), ...alerts(resumed)]).toEqual([]);
  });
});

describe("the alert of a connection's dead token", () => {
  it('is told to its own account alone, as its status shows it, and so is its end', async () => {
    const keys = { current: randomBytes(32), old: null };
    const channels = { store: api.store, channelKeys: keys };
    const ref = { accountId: acme.accountId, kind: 'messenger', pageId: '12' } as const;
    const content = confirmedPage;
    const { connection } = await putConnection(channels, { ref, content, now: pausedAt });
    const stream = await apis.follow(api, acme.apiKey);
    const others = await apis.follow(api, other.apiKey);
    await noteConnection(api.store, connection, { status: 'tokenDead', now: pausedAt });
    await noteConnection(api.store, connection, { status: 'tokenDead', now: pausedAt + 1_000 });
    await stream.until(() => alerts(stream).length === 1);
    expect(alerts(stream)).toEqual(((await acme.call('GET', '/v1/status')) as Status).alerts);
    await putConnection(channels, { ref, content, now: pausedAt + 60_000 });
    await stream.until(() => alerts(stream).length === 2);
    expect(alerts(stream)[1]).toMatchObject({ kind: 'channelTokenDead', endedAt: '2026-03-06T13:01:00.000Z' });
    expect(alerts(others)).toEqual([]);
  });
});
