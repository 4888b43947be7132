import type { ClientSession } from 'mongodb';
import { openStatuses } from '../../policy/delivery/delivery.ts';
import type { Store } from '../mongo/store.ts';

/** One that was still to be sent or dealt with is withdrawn: nobody sends it any more. */
const ended = { $in: ['$status', [...openStatuses, 'parked']] };

/**
 * Takes from deliveries all that somebody wrote, was sent or is called: the address, the email, the words of servers
 * and people. What stays is ids, states and times.
 */
export async function blank(
  store: Store,
  keys: readonly string[],
  erasedAt: number,
  session?: ClientSession,
): Promise<void> {
  const without = (list: string, fields: object) => ({
    $map: { input: { $ifNull: [list, []] }, in: { $mergeObjects: ['$$this', fields] } },
  });
  await store.deliveries.updateMany(
    { _id: { $in: [...keys] } },
    [
      {
        $set: {
          status: { $cond: [ended, 'withdrawn', '$status'] },
          reason: { $cond: [ended, null, '$reason'] },
          withdrawn: { $cond: [ended, { at: erasedAt, reason: 'erased' }, { $ifNull: ['$withdrawn', '$$REMOVE'] }] },
          to: null,
          subject: null,
          messageId: null,
          request: null,
          providerMessageId: null,
          replay: null,
          attempts: without('$attempts', { result: null }),
          parts: {
            $cond: [
              '$parts',
              without('$parts', { text: '', fileId: '', providerMessageId: null, copyIds: [] }),
              '$$REMOVE',
            ],
          },
          reports: without('$reports', { detail: null, mail: '' }),
          dismissed: { $cond: ['$dismissed', { at: '$dismissed.at', reason: '' }, '$$REMOVE'] },
          toKey: '$$REMOVE',
          mailAt: '$$REMOVE',
          erasedAt,
        },
      },
    ],
    session ? { session } : {},
  );
}
