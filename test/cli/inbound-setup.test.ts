import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningFakeSendGrid, startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { Settings } from '../../src/contract/settings.ts';
import type { Finding } from '../../src/doctor/check.ts';
import { checkInboundParse } from '../../src/doctor/inbound-parse.ts';
import { checkMailServers, type MailServersOf } from '../../src/doctor/reply-domains.ts';
import { sendGridAccount } from '../../src/mail/sendgrid-account.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { testMongoUri } from '../support/servers.ts';
import { openTestStore } from '../support/test-store.ts';
import { afterchatHere } from './afterchat.ts';

const domain = 'reply.acme.example';
const secret = 'a-secret-of-many-characters';
const url = `https://chat.acme.example/webhooks/sendgrid/inbound/${secret}`;
let store: Store;
let fake: RunningFakeSendGrid;

beforeAll(async () => {
  store = await openTestStore();
  const settings = (replyDomain: string) =>
    Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example', replyDomain } });
  await createAccount(store, { id: 'acme', name: 'Acme', settings: settings(domain) }, Date.now());
  await createAccount(store, { id: 'other', name: 'Other', settings: settings('reply.other.example') }, Date.now());
});
afterAll(async () => {
  await store.close();
  await fake.stop();
});
beforeEach(async () => {
  await fake?.stop();
  fake = await startFakeSendGrid();
});

const environment = (more: Record<string, string> = {}) => ({
  MONGODB_URI: testMongoUri(),
  MONGODB_DATABASE: store.accounts.dbName,
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  SENDGRID_API_KEY: 'SG.setup',
  SENDGRID_BASE_URL: fake.url,
  PUBLIC_URL: 'https://chat.acme.example',
  INBOUND_PARSE_SECRET: secret,
  ...more,
});

async function setUp(
  more: Record<string, string> = {},
  args: readonly string[] = ['--account', 'acme', '--yes'],
  types?: string,
) {
  const result = await afterchatHere(
    ['inbound', 'setup', ...args],
    environment(more),
    types === undefined ? {} : { types },
  );
  return { ...result, key: /(MFkw[\w+/=]+)/.exec(result.out)?.[1] ?? '' };
}

async function v3<T>(path: string, method = 'GET', body?: object): Promise<T> {
  const answer = await fetch(`${fake.url}/v3/user/webhooks/${path}`, {
    method,
    headers: { authorization: 'Bearer SG.setup', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.status === 204 ? ({} as T) : ((await answer.json()) as T);
}
const settings = async () => (await v3<{ result: object[] }>('parse/settings')).result;
const policies = async () => (await v3<{ policies: { id: string }[] }>('security/policies')).policies;

describe('afterchat inbound setup', () => {
  it('says what it will do, does it, and prints the public key and the MX record', async () => {
    const { code, out, key } = await setUp();
    expect(out).toContain('create the security policy "afterchat"');
    expect(out).toContain(
      `create a parse setting for ${domain}, which posts to https://chat.acme.example/webhooks/sendgrid/inbound/…`,
    );
    expect(out).toContain(`${domain}  MX  10 mx.sendgrid.net`);
    expect(out).not.toContain(secret);
    const [policy] = await policies();
    expect(policy).toMatchObject({ name: 'afterchat', signature: { public_key: key } });
    expect(await settings()).toEqual([
      { hostname: domain, url, spam_check: false, send_raw: true, security_policy: policy?.id },
    ]);
    expect(code).toBe(0);
  });

  it('has nothing more to do afterwards', async () => {
    const { key } = await setUp();
    const { code, out } = await setUp({ INBOUND_PARSE_PUBLIC_KEYS: key });
    expect([code, out]).toEqual([0, `Everything is set up for ${domain}.\n`]);
    expect(await policies()).toHaveLength(1);
  });

  it('changes what differs, and says from what to what', async () => {
    const { key } = await setUp();
    await v3(`parse/settings/${domain}`, 'PATCH', { url: 'https://old.example/in', send_raw: false, spam_check: true });
    const { out } = await setUp({ INBOUND_PARSE_PUBLIC_KEYS: key });
    expect(out).toContain(
      `change the parse setting for ${domain}: post to https://chat.acme.example/webhooks/sendgrid/inbound/… instead of https://old.example/…, raw instead of in parts`,
    );
    expect(await settings()).toMatchObject([{ url, send_raw: true, spam_check: true }]);
  });

  it('signs nothing with a key that the API, which checks signatures, does not know yet', async () => {
    const { key: other } = await setUp();
    await v3(`parse/settings/${domain}`, 'DELETE');
    for (const { id } of await policies()) await v3(`security/policies/${id}`, 'DELETE');
    const first = await setUp({ INBOUND_PARSE_PUBLIC_KEYS: other });
    expect(first.out).toContain('Add this public key to INBOUND_PARSE_PUBLIC_KEYS');
    expect(await settings()).toEqual([]);
    const again = await setUp({ INBOUND_PARSE_PUBLIC_KEYS: other });
    expect([again.key, (await policies()).length]).toEqual([first.key, 1]);
    await setUp({ INBOUND_PARSE_PUBLIC_KEYS: `${other},${first.key}` });
    expect(await settings()).toMatchObject([{ hostname: domain, url }]);
  });

  it.each(['y\n', ' YES \n'])('asks, and does it if %j is typed', async (types) => {
    const { code, out } = await setUp({}, ['--account', 'acme'], types);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/create a parse setting(?:.|\n)*Done\.(?:.|\n)*Go on\? \[y\/N\] $/),
    ]);
    expect([(await settings()).length, (await policies()).length]).toEqual([1, 1]);
  });

  it.each(['n\n', '\n', 'yeah\n', ''])('asks, and changes nothing if %j is typed', async (types) => {
    const { code, out } = await setUp({}, ['--account', 'acme'], types);
    expect([code, out]).toEqual([1, expect.stringMatching(/Nothing was changed\.\nGo on\? \[y\/N\] $/)]);
    expect([await settings(), await policies()]).toEqual([[], []]);
  });

  it('changes nothing where it cannot ask', async () => {
    const { code, err } = await setUp({}, []);
    expect([code, err]).toEqual([2, expect.stringContaining('--yes')]);
    expect([await settings(), await policies()]).toEqual([[], []]);
  });

  it.each([
    [{ INBOUND_PARSE_SECRET: '' }, 'INBOUND_PARSE_SECRET'],
    [{ PUBLIC_URL: '' }, 'PUBLIC_URL'],
    [{ SENDGRID_BASE_URL: 'http://127.0.0.1:1' }, 'does not answer'],
  ])('with %j says what is missing', async (more, said) => {
    expect(await setUp(more)).toMatchObject({ code: 1, err: expect.stringContaining(said) });
  });

  it('says which step SendGrid refuses, and why', async () => {
    const body = JSON.stringify({ domains: [{ domain: 'other.example' }] });
    await fetch(`${fake.url}/api/senders`, { method: 'PUT', body });
    const { code, err } = await setUp();
    expect(code).toBe(1);
    expect(err).toContain(`could not create a parse setting for ${domain}`);
    expect(err).toContain('SendGrid answered 400: You must authenticate this domain first');
  });
});

const ofAcme = [{ domain, accountIds: ['acme'] }];

describe('the doctor on replies at SendGrid', () => {
  const ask = (more: Record<string, string> = {}): Promise<Finding> => {
    const config: Config = readConfig(environment(more));
    return checkInboundParse(sendGridAccount({ apiKey: 'SG.setup', baseUrl: fake.url }, 5_000), config, ofAcme);
  };
  const wrong = (says: string, todo = 'afterchat inbound setup') => ({
    check: 'SendGrid replies',
    state: 'failed',
    says: expect.stringContaining(says),
    todo: expect.stringContaining(todo),
  });

  it('finds what setup did to be well, once the key is set', async () => {
    const { key } = await setUp();
    expect(await ask()).toEqual(wrong('knows no key', `set INBOUND_PARSE_PUBLIC_KEYS to ${key}`));
    expect(await ask({ INBOUND_PARSE_PUBLIC_KEYS: key })).toMatchObject({ state: 'ok' });
  });

  it('finds each thing that is wrong', async () => {
    expect(await ask()).toEqual(wrong(`no parse setting for ${domain}`));
    const { key } = await setUp();
    const known = { INBOUND_PARSE_PUBLIC_KEYS: key };
    expect(await ask({ ...known, INBOUND_PARSE_SECRET: 'another-secret-of-length' })).toEqual(
      wrong('not the address of this API'),
    );
    expect(await ask({ ...known, INBOUND_PARSE_SECRET: '' })).toEqual(wrong('the API refuses', 'set it to'));
    await v3(`parse/settings/${domain}`, 'PATCH', { send_raw: false });
    expect(await ask(known)).toEqual(wrong('in parts'));
    await v3(`parse/settings/${domain}`, 'PATCH', { send_raw: true, security_policy: '' });
    expect(await ask(known)).toMatchObject({ state: 'skipped', says: expect.stringContaining('does not show') });
    const { policy } = await v3<{ policy: { id: string } }>('security/policies', 'POST', {
      name: 'another',
      signature: { enabled: true },
    });
    await v3(`parse/settings/${domain}`, 'PATCH', { security_policy: policy.id });
    expect(await ask(known)).toEqual(wrong('key that the API does not know', 'INBOUND_PARSE_PUBLIC_KEYS'));
    expect(JSON.stringify(await ask({ ...known, INBOUND_PARSE_SECRET: 'another-secret-of-length' }))).not.toContain(
      secret,
    );
  });

  it('skips what the key may not read', async () => {
    await fetch(`${fake.url}/api/account`, { method: 'PUT', body: JSON.stringify({ scopes: ['mail.send'] }) });
    expect(await ask()).toMatchObject({ state: 'skipped', todo: expect.stringContaining('user.webhooks.parse') });
  });
});

describe('the doctor on the MX records of reply domains', () => {
  const ask = (found: readonly string[] | string, baseUrl = 'https://api.sendgrid.com') => {
    const mailServersOf: MailServersOf = async () => {
      if (typeof found === 'string') throw Object.assign(new Error(found), { code: found });
      return found;
    };
    return checkMailServers(ofAcme, baseUrl, mailServersOf);
  };

  it.each([
    [['mx.sendgrid.net'], 'ok', `${domain} leads to SendGrid`],
    [['MX.SendGrid.net'], 'ok', `${domain} leads to SendGrid`],
    [['mail.acme.example'], 'failed', 'leads to mail.acme.example'],
    [['mx.sendgrid.net', 'mail.acme.example'], 'failed', 'leads to mail.acme.example'],
    [['mx.notsendgrid.net'], 'failed', 'leads to mx.notsendgrid.net'],
    [[], 'failed', 'has no MX record'],
    ['ENOTFOUND', 'failed', 'has no MX record'],
    ['ENODATA', 'failed', 'has no MX record'],
    ['ETIMEOUT', 'skipped', 'could not be looked up (ETIMEOUT)'],
  ])('%j: %s, %s', async (found, state, says) => {
    expect(await ask(found)).toMatchObject({ state, says: expect.stringContaining(says) });
  });

  it('looks up a bounded number of domains, and says so', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ domain: `r${index}.example`, accountIds: [] }));
    const asked: string[] = [];
    const found = await checkMailServers(many, 'https://api.sendgrid.com', async (one) => {
      asked.push(one);
      return ['mx.sendgrid.net'];
    });
    expect([found.says, asked.length]).toEqual(['the first 50 of 60 lead to SendGrid', 50]);
  });

  it('asks no DNS where SendGrid is a fake on this machine, and says so', async () => {
    const found = await ask('nobody may ask', fake.url);
    expect(found).toMatchObject({ state: 'skipped', says: expect.stringContaining('fake on this machine') });
  });

  it('has nothing to look up without a reply domain', async () => {
    const found = await checkMailServers([], 'https://api.sendgrid.com', () => Promise.reject(new Error('asked')));
    expect(found).toMatchObject({ state: 'skipped', todo: expect.stringContaining('replyDomain') });
  });
});
