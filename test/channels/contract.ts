import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freePort } from '../../bin/servers/ports.mjs';
import type { Channel, ChannelTypes } from '../../src/channels/channel.ts';
import { parkedReasons } from '../../src/contract/deliveries.ts';
import { outcomeReasons } from '../../src/contract/outcomes.ts';
import { accountOf, type Conversation } from '../policy/facts.ts';
import { type Provider, type Scripted, startProvider } from './provider.ts';

/** A channel with what the suite needs to try it. */
export interface ChannelUnderTest<T extends ChannelTypes> {
  readonly channel: Channel<T>;
  /** A conversation that may be answered, and one that may not at the same time; null: all may. */
  readonly open: Conversation;
  readonly closed: Conversation | null;
  readonly now: number;
  /** What is to be said, with this text. */
  readonly content: (text: string) => T['content'];
  readonly of: (content: T['content']) => T['of'];
  /** For a provider at this address. */
  readonly access: (url: string, timeoutMs: number) => T['access'];
  /** How the provider answers what it takes, what it cannot take now, and what it never takes. */
  readonly accepted: Scripted;
  readonly busy: readonly Scripted[];
  readonly rejected: readonly Scripted[];
  /** The text that a request says to the visitor. */
  readonly says: (request: string) => string;
}

const secretWords = 'Zanzibar';
const long = Array.from({ length: 900 }, (_, index) => `word${index}`).join(' ');
/** How long a call may take here; a busy machine answers late. */
const patienceMs = 30_000;

/** What every channel has to do, whoever is behind it. */
export function describeChannel<T extends ChannelTypes>(name: string, make: () => ChannelUnderTest<T>): void {
  describe(`the channel ${name}`, () => {
    let provider: Provider;
    let tested: ChannelUnderTest<T>;
    beforeAll(async () => {
      tested = make();
      provider = await startProvider(() => tested.accepted);
    });
    afterAll(() => provider.stop());

    const requestsOf = async (text: string): Promise<string[]> => {
      const { channel, content, of } = tested;
      const said = content(text);
      return (await channel.parts(said)).map((part) => channel.request(part, of(said)));
    };
    const send = async (...answers: Scripted[]) => {
      provider.answer(...answers);
      const [request = ''] = await requestsOf(secretWords);
      return tested.channel.send(tested.access(provider.url, patienceMs), request);
    };

    it('says whether an answer may go, or why not by a reason of the one table', () => {
      const { channel, open, closed, now } = tested;
      expect(channel.reach(open, accountOf(), now)).toEqual({ kind: 'open' });
      if (closed === null) return;
      const reach = channel.reach(closed, accountOf(), now);
      expect(reach.kind === 'closed' && reach.reason in outcomeReasons).toBe(true);
    });

    it('makes parts that say everything in order, and the same of the same', async () => {
      expect(await requestsOf(secretWords)).toHaveLength(1);
      const requests = await requestsOf(long);
      expect(await requestsOf(long)).toEqual(requests);
      const words = requests.flatMap((request) => tested.says(request).match(/word\d+/g) ?? []);
      expect(words.join(' ')).toBe(long);
    });

    it('sends exactly the request, once, and knows the provider’s id for it', async () => {
      const before = provider.got.length;
      const result = await send();
      expect(result).toMatchObject({ kind: 'accepted', providerMessageId: expect.any(String) });
      const [request] = await requestsOf(secretWords);
      expect(provider.got.slice(before).map(({ body }) => body)).toEqual([request]);
    });

    it('tells apart what was not sent and what may have been, and never throws', async () => {
      const { channel, access } = tested;
      const [request = ''] = await requestsOf(secretWords);
      const nowhere = await channel.send(access(`http://127.0.0.1:${await freePort()}`, patienceMs), request);
      expect(nowhere).toMatchObject({ kind: 'refused', reason: 'providerBusy' });
      expect(await send('reset')).toMatchObject({ kind: 'unknown' });
      provider.answer('none');
      expect(await channel.send(access(provider.url, 500), request)).toMatchObject({ kind: 'unknown' });
    });

    it('tries again what could not be taken, and parks what never will be, by reasons for which there are words', async () => {
      for (const answer of tested.busy) expect(await send(answer)).toMatchObject({ kind: 'refused' });
      for (const answer of tested.rejected) {
        const result = await send(answer);
        expect(result).toMatchObject({ kind: 'rejected' });
        expect('reason' in result && (parkedReasons as readonly string[]).includes(result.reason)).toBe(true);
      }
    });

    it('logs nothing of what was said', async () => {
      const results = [
        await send(),
        await send('reset'),
        ...(await Promise.all(tested.rejected.map((one) => send(one)))),
      ];
      for (const { message, code } of results) expect(`${message} ${code}`).not.toContain(secretWords);
    });

    it('reads any report without throwing', () => {
      const { channel } = tested;
      fc.assert(
        fc.property(fc.jsonValue(), (event) => void channel.readReport(event)),
        { numRuns: 50 },
      );
      for (const odd of [undefined, null, [], { message: { is_echo: true } }]) channel.readReport(odd);
    });
  });
}
