import { beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeMeta } from '../../dev/meta/fake-meta.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { tendChannels } from '../../src/activities/tend-channels.ts';
import { askPages } from '../../src/doctor/meta-pages.ts';
import { checkMetaPermissions } from '../../src/doctor/meta-permissions.ts';
import { checkMetaTokens } from '../../src/doctor/meta-tokens.ts';
import { checkMetaVersion } from '../../src/doctor/meta-version.ts';
import { checkMetaWebhooks } from '../../src/doctor/meta-webhooks.ts';
import { listConnections, opened } from '../../src/store/accounts/channel-connections.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { forThisFile } from '../support/for-this-file.ts';

const api = useApi();
const meta = forThisFile(() => startFakeMeta({ clock: () => api.now() }));
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
  api.channels.hosts.facebook = `${meta.url}/graph.facebook.com`;
  api.channels.hosts.instagram = `${meta.url}/graph.instagram.com`;
  await made('101', { channel: 'messenger', accessToken: 'EAAA' });
  await made('202', { channel: 'instagram', login: 'facebook', linkedPageId: '102', accessToken: 'EAAB' });
  await made('303', { channel: 'instagram', login: 'instagram', accessToken: 'IGAA' });
});

async function made(id: string, page: object): Promise<void> {
  const body = JSON.stringify({ name: 'Acme', subscribedFields: null, ...page });
  const answer = await fetch(`${meta.url}/api/pages/${id}`, { method: 'PUT', body });
  if (!answer.ok) throw new Error(await answer.text());
}
const connect = (path: string, login: string, accessToken: string) =>
  acme.call('PUT', `/v1/channels/${path}`, { login, accessToken });
const connections = async () =>
  (await listConnections(api.store, acme.id)).map((one) => opened(api.channels.keys, one));

/** What the fake that is held against Meta's published reference says to all that connections ask. */
describe('connections, at Meta', () => {
  it('are made by each login, and refused with a wrong token', async () => {
    for (const [path, login, token] of [
      ['messenger/101', 'facebook', 'EAAA'],
      ['instagram/202', 'facebook', 'EAAB'],
      ['instagram/303', 'instagram', 'IGAA'],
    ] as const)
      expect(await connect(path, login, token)).toMatchObject({ status: 201, body: { status: 'ok', name: 'Acme' } });
    expect((await connect('messenger/102', 'facebook', 'EAAA')).body.errors[0]?.message).toBe(
      'belongs to 101, not to 102',
    );
    expect((await connect('instagram/303', 'instagram', 'none')).body.errors[0]?.message).toMatch(
      /^is refused by Meta/,
    );
  });

  it('are found well by the doctor', async () => {
    const pages = await askPages(api.channels.graph, await connections());
    const config = { META_APP_SECRET: ['secret'], META_VERIFY_TOKEN: 'orange-and-lemon', PUBLIC_URL: meta.url };
    const found = [checkMetaTokens, checkMetaPermissions, checkMetaVersion].map((check) => check(pages));
    for (const finding of [...found, checkMetaWebhooks(pages, config)]) expect(finding).toMatchObject({ state: 'ok' });
  });

  it('are renewed', async () => {
    const deps = {
      store: api.store,
      clock: api.clock,
      log: api.log,
      channels: api.channels,
    } as unknown as ActivityDeps;
    await tendChannels(deps, null);
    const renewed = (await connections()).filter(({ tokenExpiresAt }) => tokenExpiresAt !== null);
    expect(renewed).toMatchObject([{ pageId: '303', tokenExpiresAt: api.now() + 60 * 86_400_000 }]);
    expect(renewed[0]?.accessToken).not.toBe('IGAA');
  });

  it('are ended there too', async () => {
    for (const path of ['messenger/101', 'instagram/202', 'instagram/303'])
      expect((await acme.call('DELETE', `/v1/channels/${path}`)).status).toBe(204);
    const { items } = (await (await fetch(`${meta.url}/api/pages`)).json()) as { items: object[] };
    expect(items).toMatchObject([{ subscribedFields: null }, { subscribedFields: null }, { subscribedFields: null }]);
  });
});
