import { expect, it } from '@jest/globals';
import { newAccount, placeOf, useApis } from './events-setup.ts';

const apis = useApis();

it('streams end within seconds of their key, session or agent, at every process; others stay', async () => {
  const here = await apis.start();
  const there = await apis.start({}, placeOf(here));
  const acme = await newAccount(here);
  const stays = await apis.follow(there, acme.apiKey);
  const made = (await acme.call('POST', '/v1/keys', { scopes: ['inbox'] })) as { id: string; key: string };
  const session = async (agent: string) => {
    await acme.call('PUT', `/v1/agents/${agent}`, { name: agent });
    return ((await acme.call('POST', `/v1/agents/${agent}/sessions`)) as { token: string }).token;
  };
  const [ada, bob, kim] = [await session('ada'), await session('bob'), await session('kim')];
  await acme.conversation('c1');
  const path = '/v1/conversations/c1/events';
  const ending = [
    await apis.follow(there, made.key),
    await apis.follow(there, made.key, path),
    await apis.follow(there, ada),
    await apis.follow(there, bob),
  ];
  const kims = await apis.follow(there, kim);
  const since = Date.now();
  await acme.call('DELETE', `/v1/keys/${made.id}`);
  await acme.call('DELETE', '/v1/agents/ada');
  await here.app.request('/v1/agents/me/session', { method: 'DELETE', headers: { authorization: `Bearer ${bob}` } });
  await Promise.all(ending.map(({ ended }) => ended));
  expect(Date.now() - since).toBeLessThan(15_000);
  for (const stream of ending) expect(stream.comments.at(-1)).toMatch(/no longer valid/);
  await acme.says('c1', 'afterwards');
  await Promise.all([stays, kims].map((stream) => stream.untilMessage('afterwards')));
  for (const stream of ending) expect(stream.ids('message.created')).toEqual([]);
  expect((await there.app.request(path, { headers: { authorization: `Bearer ${made.key}` } })).status).toBe(401);
});
