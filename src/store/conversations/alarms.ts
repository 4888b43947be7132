import type { Alarm } from '../../policy/look/alarm.ts';
import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

export interface OverdueAlarm {
  readonly ref: ConversationRef;
  readonly channel: ConversationDoc['channel']['kind'];
  readonly signal: Alarm['signal'];
  /** Until when it belongs to the one who took it. */
  readonly watchAt: number;
}

const minuteMs = 60_000;

/**
 * Takes alarms past their watch time (design, the alarm protocol 3): a guarded update pushes `watchAt` on by 1, 2, 4 …
 * 10 minutes, so that only one of many sweepers wins each. The winner has to signal; each alarm is yielded once taken.
 */
export async function* takeOverdueAlarms(store: Store, now: number, limit: number): AsyncGenerator<OverdueAlarm> {
  const overdue = await store.conversations
    .find(
      { 'alarm.watchAt': { $gt: 0, $lte: now } },
      { projection: { accountId: 1, id: 1, channel: 1, alarm: 1 }, sort: { 'alarm.watchAt': 1 }, limit },
    )
    .toArray();
  for (const { _id, accountId, id, channel, alarm } of overdue) {
    if (alarm === null) continue;
    const pushedOn = now + Math.min(2 ** alarm.nudges, 10) * minuteMs;
    const { modifiedCount } = await store.conversations.updateOne(
      { _id, 'alarm.watchAt': alarm.watchAt },
      { $set: { 'alarm.watchAt': pushedOn }, $inc: { 'alarm.nudges': 1 } },
    );
    if (modifiedCount === 1)
      yield {
        ref: { accountId, conversationId: id },
        channel: channel.kind,
        signal: alarm.signal,
        watchAt: pushedOn,
      };
  }
}

const giveBackMs = 5_000;

/** Temporal could not be signalled: the sweeper tries again soon, so that an outage does not end in long waits. */
export async function giveAlarmBack(store: Store, { ref, watchAt }: OverdueAlarm, now: number): Promise<void> {
  await store.conversations.updateOne(
    { _id: conversationKey(ref), 'alarm.watchAt': watchAt },
    { $set: { 'alarm.watchAt': now + giveBackMs }, $inc: { 'alarm.nudges': -1 } },
  );
}
