import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { arrivedAt } from '../../dev/example/arrived.ts';
import { differences } from '../../dev/example/compare.ts';
import type { Row } from '../../dev/example/row.ts';
import { rowsFor } from '../../dev/example/rows.ts';
import { eventually } from '../support/eventually.ts';
import { startTimeSkipping, type TimeSkippingService } from '../support/time-skipping.ts';
import { begin, type Performance, replyDomain, type Staged, staged } from './stage.ts';

const rows = rowsFor('workflow');

/** The day is over: nothing happens between this minute and the end of the 30 days. */
const lastMinute = 90;
const thirtyOneDays = 31 * 24 * 60;
/** The server's time runs on while activities do their work. */
const lateSeconds = 10;

let service: TimeSkippingService;
let stages: readonly Staged[];
let performance: Performance;

beforeAll(async () => {
  service = await startTimeSkipping({ replyDomain });
  stages = await Promise.all(rows.map((row) => staged(service, row)));
  performance = await begin(service, stages);
  await performance.playUntil(lastMinute);
}, 120_000);

afterAll(() => service?.stop());

const stagedAs = (number: number) => stages[number - 1]!;

describe('the examples of the rules, at their real durations', () => {
  it.each(rows)('$what', async ({ number }) => {
    const { row, stage } = stagedAs(number);
    const played = await performance.played(stagedAs(number));
    expect(differences(row, await arrivedAt(row, stage, played), lateSeconds)).toEqual([]);

    const deliveries = await stage.frontend.deliveries();
    const tooEarly = deliveries.reverse().filter(({ createdAt }, index) => {
      return performance.minuteOf(createdAt) < (row.mails[index]?.at ?? Number.POSITIVE_INFINITY);
    });
    expect(tooEarly).toEqual([]);

    const others = (await played.chat.messages()).filter(({ author }) => author.kind !== 'agent');
    expect(others.flatMap(({ forwardedTo }) => forwardedTo)).toEqual([]);
  });

  const isAnswered = ({ happens }: Row) => happens.some(({ kind }) => kind === 'repliesByMail');

  it.each(rows.filter((row) => row.mails.length === 2 && !isAnswered(row)))('one thread: $what', async ({ number }) => {
    const [first, second] = await service.mailsTo(stagedAs(number).stage.address);
    const { 'Message-ID': firstId } = first!.headers;
    expect(firstId).toMatch(/^<.+@.+>$/);
    expect(first!.headers).not.toHaveProperty('In-Reply-To');
    expect(second!.headers).toMatchObject({ 'In-Reply-To': firstId, References: firstId });
    expect(second!.subject).toBe(first!.subject);
  });
});

describe('thirty silent days later', () => {
  beforeAll(async () => {
    await performance.playUntil(thirtyOneDays);
    await service.sweep();
  });

  it('a reply to a visitor who never gave an address is too old', async () => {
    const found = await Promise.all(stages.map(async (one) => (await performance.played(one)).found));
    const late = found.flat().filter(({ at }) => at > lastMinute);
    expect(late.map(({ expected }) => expected)).toEqual(['A1 waiting: notIdentified', 'A1 notMailed: tooOld']);
    expect(late.map(({ got }) => got)).toEqual(late.map(({ expected }) => expected));
  });

  it("every workflow has ended, those without an agent's reply to mail never began, and nobody got more mail", async () => {
    const ends = await Promise.all(stages.map(async ({ workflowId }) => endOf(workflowId)));
    const neverBegan = rows.filter((_, index) => ends[index] === 'never began').map(({ what }) => what);
    expect(new Set(ends)).toEqual(new Set(['COMPLETED', 'never began']));
    expect(neverBegan).toEqual([
      'no agent online, visitor there, a bot answers at 0',
      'choice nothing at 0, A at 0, leaves at 1, choice unreadReplies at 10',
    ]);
    const counts = await Promise.all(
      stages.map(async ({ stage }) => [
        (await service.mailsTo(stage.address)).length,
        (await stage.frontend.deliveries()).length,
      ]),
    );
    expect(counts).toEqual(rows.map(({ mails }) => [mails.length, mails.length]));
  });
});

/** Looking only: to await a result would skip on to the next timer, for all. */
async function endOf(workflowId: string): Promise<string> {
  const { workflow } = service.client;
  try {
    const status = async () => (await workflow.getHandle(workflowId).describe()).status.name;
    return await eventually(status, (name) => name !== 'RUNNING');
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'never began';
    throw error;
  }
}
