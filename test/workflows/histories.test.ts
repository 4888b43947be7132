import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DevServerService, startOnDevServer } from '../support/dev-server.ts';
import type { HistoryJson } from '../support/history-json.ts';
import { eventTypes, readable, recordedHistory } from './kept-histories.ts';
import { type StoryName, secrets, stories, storyNames } from './stories.ts';

let service: DevServerService;
const histories = new Map<StoryName, HistoryJson>();

beforeAll(async () => {
  service = await startOnDevServer();
  await Promise.all(
    storyNames.map(async (name) => {
      const workflowId = await stories[name](service, name);
      histories.set(name, await recordedHistory(name, service.client.workflow.getHandle(workflowId)));
    }),
  );
}, 120_000);

afterAll(() => service?.stop());

const historyOf = (name: StoryName) => {
  const history = histories.get(name);
  if (history === undefined) throw new Error(`no history of ${name}`);
  return history;
};

const countOf = (name: StoryName, type: string) => eventTypes(historyOf(name)).filter((found) => found === type).length;

describe('the history of a conversation', () => {
  it.each(storyNames)('holds no text, name or address: %s', (name) => {
    const text = readable(historyOf(name));
    expect(Object.values(secrets).filter((secret) => text.includes(secret))).toEqual([]);
    const activities: Partial<Record<StoryName, string>> = {
      'answered-by-email': 'processInbound',
      'told-to-a-webhook': 'postWebhook',
      'fan-out': 'fanOutPage',
      'bulk-replay': 'replayPage',
    };
    expect(text).toContain(activities[name] ?? 'look');
  });

  it('has one sending activity for each attempt at a mail', () => {
    const attempts = storyNames.map((name) => [name, countOf(name, 'ACTIVITY_TASK_SCHEDULED')]);
    expect(Object.fromEntries(attempts)).toMatchObject({
      'mailed-after-left': 1,
      'refused-then-retried': 2,
      'parked-then-retried': 2,
      'read-then-closed': 0,
    });
  });

  it('shows an attempt that the provider did not accept as a failure, with its reason', () => {
    const failures = (name: StoryName) =>
      historyOf(name).events.flatMap(({ activityTaskFailedEventAttributes: failed }) =>
        failed === undefined ? [] : [(failed as { failure: { message: string } }).failure.message],
      );
    expect(failures('mailed-after-left')).toEqual([]);
    expect(failures('refused-then-retried')).toEqual(['refused: providerBusy, status 503']);
    expect(failures('parked-then-retried')).toEqual(['rejected: contentRejected, status 400']);
  });

  it('ends when the conversation is closed and nothing is left to do', () => {
    expect(eventTypes(historyOf('read-then-closed')).at(-1)).toBe('WORKFLOW_EXECUTION_COMPLETED');
  });

  it('reads like a story: its signals name the news', () => {
    const signals = historyOf('parked-then-retried').events.flatMap(
      ({ workflowExecutionSignaledEventAttributes: signal }) =>
        signal === undefined ? [] : [(signal as { signalName: string }).signalName],
    );
    expect(signals).toEqual(['messagePosted', 'visitorLeft', 'retryDelivery']);
  });
});
