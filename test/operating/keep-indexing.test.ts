import { describe, expect, it } from '@jest/globals';
import { MongoNetworkError } from 'mongodb';
import { pino } from 'pino';
import { until } from '../../dev/servers/until.ts';
import { keepIndexing } from '../../src/operating/keep-indexing.ts';

const log = pino({ level: 'silent' });

describe('making the indexes', () => {
  it('is told as an error where MongoDB refuses, never as a rejection that nobody hears, and tried again', async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown) => unheard.push(reason);
    process.on('unhandledRejection', listen);
    let isMended = false;
    const rests = { whileAwayMs: 10, afterFailureMs: 10 };
    const make = async () => {
      if (!isMended) throw new Error('An existing index has the same name');
    };
    const indexing = keepIndexing(log, make, rests);
    await expect(indexing.firstTry).rejects.toThrow('An existing index');
    await until('it is told', 60, async () => indexing.condition().says?.includes('An existing index') === true);
    isMended = true;
    await until('they are made', 60, async () => indexing.condition().state === 'ok');
    expect(unheard).toEqual([]);
    process.off('unhandledRejection', listen);
  });

  it('waits for a MongoDB that is away', async () => {
    let tries = 0;
    const make = async () => {
      tries += 1;
      if (tries < 3) throw new MongoNetworkError('connection refused');
    };
    const indexing = keepIndexing(log, make, { whileAwayMs: 10, afterFailureMs: 60_000 });
    await indexing.firstTry;
    expect(indexing.condition().says).toMatch(/^MongoDB is unavailable/);
    await until('they are made', 60, async () => indexing.condition().state === 'ok');
    expect(tries).toBe(3);
  });
});
