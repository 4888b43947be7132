import { beforeEach, describe, expect, it } from '@jest/globals';
import { askPages } from '../../src/doctor/meta-pages.ts';
import { checkMetaPermissions } from '../../src/doctor/meta-permissions.ts';
import { checkMetaTokens } from '../../src/doctor/meta-tokens.ts';
import { checkMetaVersion } from '../../src/doctor/meta-version.ts';
import { checkMetaWebhooks } from '../../src/doctor/meta-webhooks.ts';
import type { OpenConnection } from '../../src/store/accounts/channel-connections.ts';
import { startGraph } from '../support/channels.ts';
import { forThisFile } from '../support/for-this-file.ts';

const graph = forThisFile(startGraph);
const fields = ['messages', 'messaging_postbacks', 'messaging_referrals', 'message_deliveries', 'message_reads'];
const all = [...fields, 'message_echoes', 'message_reactions', 'message_edits'];

/** Meta, for which all is well unless told otherwise. */
function meta(answers: Readonly<Record<string, readonly [number, unknown]>> = {}): void {
  const usual = {
    'GET /v26.0/me': [200, { id: '12', name: 'Acme' }] as const,
    'GET /v26.0/me/subscribed_apps': [200, { data: [{ id: '1', subscribed_fields: all }] }] as const,
    'GET /v26.0/me/conversations': [200, { data: [] }] as const,
    ...answers,
  };
  graph.answer(Object.fromEntries(Object.entries(usual).map(([request, answer]) => [request, () => answer])));
}
beforeEach(() => meta());

const config = {
  META_APP_SECRET: ['secret'],
  META_VERIFY_TOKEN: 'orange-and-lemon',
  PUBLIC_URL: 'https://chat.acme.example',
};

async function found(accessToken: string | null = 'tok', changed: Partial<typeof config> = {}, host = graph.url) {
  const page = { accountId: 'acme', kind: 'messenger', pageId: '12', login: 'facebook', confirmedAt: 0 };
  const connection = { ...page, accessToken };
  const access = { hosts: { facebook: host, instagram: host }, timeoutMs: 5_000 };
  const pages = await askPages(access, [connection as unknown as OpenConnection]);
  const checks = [
    checkMetaTokens(pages),
    checkMetaPermissions(pages),
    checkMetaWebhooks(pages, { ...config, ...changed }),
    checkMetaVersion(pages),
  ];
  return checks.map(({ check, state, says }) => `${state} ${check}: ${says}`);
}

describe('the doctor', () => {
  it('finds a good connection well, and changes nothing', async () => {
    expect(await found()).toEqual([
      'ok Meta tokens: 1 accepted',
      'ok Meta permissions: 1 may read and send messages',
      'ok Meta webhooks: the events of 1 are posted; the callback URL has to be https://chat.acme.example/webhooks/meta',
      'ok Meta API version: v26.0',
    ]);
    expect(graph.take().every((asked) => asked.startsWith('GET '))).toBe(true);
  });

  it('names the connections whose token is dead, cannot be opened, or lacks a permission', async () => {
    meta({ 'GET /v26.0/me': [400, { error: { code: 190 } }] });
    expect((await found())[0]).toBe('failed Meta tokens: Meta refuses the token of messenger 12 (account acme)');
    expect((await found(null))[0]).toBe('failed Meta tokens: no key opens the token of messenger 12 (account acme)');
    meta({ 'GET /v26.0/me/conversations': [403, { error: { code: 200 } }] });
    expect((await found())[1]).toBe('failed Meta permissions: missing for messenger 12 (account acme)');
  });

  it('tells what is not posted, and what this installation would not take', async () => {
    meta({ 'GET /v26.0/me/subscribed_apps': [200, { data: [{ id: '1', subscribed_fields: fields }] }] });
    expect((await found())[2]).toMatch(
      /^failed .* does not post message_echoes, message_reactions, message_edits of messenger 12/,
    );
    expect((await found('tok', { META_APP_SECRET: [] }))[2]).toMatch(/^failed .*META_APP_SECRET is not set/);
  });

  it('blames nobody while Meta is away', async () => {
    expect((await found('tok', {}, 'http://127.0.0.1:1')).map((line) => line.split(' ')[0])).toEqual([
      ...['skipped', 'skipped', 'skipped', 'skipped'],
    ]);
  });
});
