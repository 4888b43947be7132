import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { eventually } from '../support/eventually.ts';
import { startTimeSkipping, type TimeSkippingService } from '../support/time-skipping.ts';
import { examples, lastMinute } from './examples.ts';
import { mailsOf, outcomeOf, play, type Staged, shownIn, staged } from './stage.ts';

const minuteMs = 60_000;
/** The server's time runs on while activities do their work. */
const lateMinutes = 10 / 60;

let service: TimeSkippingService;
let stages: readonly Staged[];
let startedAt: number;

beforeAll(async () => {
  service = await startTimeSkipping();
  stages = await Promise.all(examples.map((example, index) => staged(service, example, index + 1)));
  startedAt = await play(service, stages, lastMinute);
}, 120_000);

afterAll(() => service?.stop());

const stageOf = (what: string) => {
  const found = stages.find(({ example }) => example.what === what);
  if (found === undefined) throw new Error(`no example is called ${what}`);
  return found;
};

const minuteOf = (time: string | null) => (Date.parse(time ?? '') - startedAt) / minuteMs;

describe('the worked examples at their real durations', () => {
  it.each(examples)('$what', async ({ what, mails: expected, outcomes }) => {
    const stage = stageOf(what);
    const messages = await stage.conversation.messages();
    const sent = await mailsOf(service, stage);

    const told = sent.map(({ mail, delivery }) => [delivery.trigger, delivery.newsSeqs, shownIn(mail, messages)]);
    expect(told).toEqual(expected.map(([, trigger, news, shows = news]) => [trigger, news, shows]));
    for (const [index, [at]] of expected.entries()) {
      const { createdAt, acceptedAt } = sent[index]!.delivery;
      expect(minuteOf(createdAt)).toBeGreaterThanOrEqual(at);
      expect(minuteOf(acceptedAt)).toBeLessThan(at + lateMinutes);
    }

    const labels = messages.map(({ seq, forwardedTo }) => [seq, forwardedTo.map(({ deliveryId }) => deliveryId)]);
    const carriers = (seq: number | null) =>
      sent.filter(({ delivery }) => seq !== null && delivery.newsSeqs.includes(seq)).map(({ delivery }) => delivery.id);
    expect(labels).toEqual(messages.map(({ seq }) => [seq, carriers(seq)]));
    const addresses = messages.flatMap(({ forwardedTo }) => forwardedTo.map(({ address }) => address));
    expect(new Set(addresses)).toEqual(new Set(sent.length > 0 ? [stage.address] : []));

    expect(stage.outcomes).toEqual(outcomes.filter(([at]) => at <= lastMinute));
  });

  it.each(examples.filter(({ mails }) => mails.length === 2))('one thread: $what', async ({ what }) => {
    const [first, second] = (await mailsOf(service, stageOf(what))).map(({ mail }) => mail);
    const { 'Message-ID': firstId } = first!.headers;
    expect(firstId).toMatch(/^<.+@.+>$/);
    expect(first!.headers).not.toHaveProperty('In-Reply-To');
    expect(second!.headers).toMatchObject({ 'In-Reply-To': firstId, References: firstId });
    expect(second!.subject).toBe(first!.subject);
  });
});

describe('thirty silent days later', () => {
  beforeAll(async () => {
    await service.sleepUntil(startedAt + 30 * 24 * 60 * minuteMs + lastMinute * minuteMs);
    await service.sweep();
  });

  it('a reply to a visitor who never gave an address is too old', async () => {
    const late = examples.flatMap(({ what, outcomes }) =>
      outcomes.filter(([at]) => at > lastMinute).map(([, seq, outcome]) => ({ what, seq, outcome })),
    );
    expect(late).toHaveLength(1);
    for (const { what, seq, outcome } of late) expect(await outcomeOf(stageOf(what), seq)).toBe(outcome);
  });

  it("every workflow has ended, those without an agent's reply to mail never began, and nobody got more mail", async () => {
    const ends = await Promise.all(stages.map(async ({ workflowId }) => endOf(workflowId)));
    const neverBegan = examples.filter((_, index) => ends[index] === 'never began').map(({ what }) => what);
    expect(new Set(ends)).toEqual(new Set(['COMPLETED', 'never began']));
    expect(neverBegan).toEqual([
      'no agent online, visitor there, a bot answers at 0',
      'choice `nothing` at 0, A at 0, leaves at 1, choice `unreadReplies` at 10',
    ]);
    const counts = await Promise.all(stages.map(async (stage) => (await mailsOf(service, stage)).length));
    expect(counts).toEqual(examples.map(({ mails }) => mails.length));
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
