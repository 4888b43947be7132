import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problems } from '../../src/api/problems.ts';
import { listen } from '../../src/listen.ts';
import { dueReply } from '../api/due-reply.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { afterchatHere } from './afterchat.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
let key: string;
let server: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  acme = await api.account();
  // What `--scopes support` stands for.
  key = await acme.keyFor('inbox', 'settings', 'deliveries');
  server = await listen(api.app.fetch, { HOST: '127.0.0.1', PORT: 0 });
});
afterAll(() => void server.close());

const afterchat = (...args: string[]) => afterchatAt(server, args);
const afterchatAt = (api: typeof server, args: readonly string[]) => {
  const address = api.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return afterchatHere(args, { AFTERCHAT_URL: `http://127.0.0.1:${port}`, AFTERCHAT_KEY: key });
};

describe('a key for support', () => {
  it('finds a visitor by a former address in any spelling, and what became of the messages', async () => {
    const { address } = await dueReply(api, { account: acme, id: 'c1' });
    await courier.look(acme, 'c1');
    await acme.chat.conversation('c1').identify('corrected@example.com');
    const found = await afterchat('conversations', 'find', address.toUpperCase());
    expect([found.code, found.err, found.out]).toEqual([0, '', expect.stringMatching(/^c1 +open/m)]);
    const messages = await afterchat('conversations', 'messages', 'c1');
    const [delivery] = await acme.chat.deliveries('?conversation=c1');
    expect(messages.out).toContain('emailed: accepted by the provider');
    expect(messages.out).toContain(delivery!.id);
    // Not cut without a terminal, so that a pipe can search it.
    expect((await afterchat('deliveries', 'list', '--conversation', 'c1')).out).toContain(address);
    for (const visitor of [address.toUpperCase(), 'corrected@'])
      expect((await afterchat('deliveries', 'list', '--visitor', visitor)).out).toContain(delivery!.id);
    expect((await afterchat('deliveries', 'list', '--visitor', 'nobody')).out).toBe('No delivery matches.\n');
    expect(JSON.parse((await afterchat('conversations', 'messages', 'c1', '--json')).out).items).not.toEqual([]);

    const shown = await afterchat('deliveries', 'show', delivery!.id);
    expect(shown.out).toMatch(/^message id +<.+>$/m);
    const json = await afterchat('deliveries', 'show', delivery!.id, '--json');
    for (const { out } of [shown, json]) {
      expect(out).toContain('/u/…');
      expect(out).not.toMatch(/\/[ru]\/[a-z2-7]{26}/);
    }
  });

  it('says of what waits until when, before it says why', async () => {
    const chat = acme.chat.conversation('nobody');
    await chat.begin({ email: null });
    await chat.agentSays('Tomorrow.');
    const { out } = await afterchat('conversations', 'messages', 'nobody');
    expect(out).toMatch(/ waiting until \d{4}-\d\d-\d\d [\d:]{8}Z: no email address is known /);
  });

  it('suppresses an address, sees who did it, and lifts it', async () => {
    const added = await afterchat('suppressions', 'add', 'Grace@Example.com', '--reason', 'asked by phone');
    expect([added.code, added.out]).toEqual([0, 'Grace@example.com gets no email: somebody added it by hand.\n']);
    const { out } = await afterchat('suppressions', 'list', '--address', 'grace@example.com');
    expect(out).toMatch(/^grace@example\.com +manual .+ key /m);
    expect((await afterchat('suppressions', 'lift', 'grace@example.com')).code).toBe(0);
    expect((await afterchat('suppressions', 'list')).out).toBe('No address is suppressed.\n');
    expect((await afterchat('suppressions', 'add', 'grace')).code).toBe(2);
  });

  it('is told that the database is away, whatever was asked', async () => {
    const { status, title, detail } = problems.storeAway;
    const body = JSON.stringify({ type: `urn:afterchat:problem:${problems.storeAway.slug}`, status, title, detail });
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '0' };
    const away = await listen(async () => new Response(body, { status, headers }), { HOST: '127.0.0.1', PORT: 0 });
    const { code, err } = await afterchatAt(away, ['status']);
    away.close();
    expect([code, err]).toEqual([1, expect.stringContaining('The database is unavailable. If the request was to')]);
  });

  it('sees the status and the jobs', async () => {
    expect((await afterchat('jobs', 'list')).out).toBe('There is no job.\n');
    expect((await afterchat('status')).out).toMatch(/^parked +none$/m);
    expect(JSON.parse((await afterchat('status', '--json')).out)).toHaveProperty('alerts');
  });
});
