import type { Delivery } from '../../packages/client/src/index.ts';
import { outcomeReasons } from '../contract/outcomes.ts';
import { withdrawalReasons } from '../contract/withdrawals.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { record } from './table.ts';
import { readable } from './times.ts';
import { withApi } from './with-api.ts';

export const deliveriesShow: Command = {
  name: 'deliveries show',
  takes: 'ID [--json]',
  does: ['Shows what was sent and when, and what the provider reported.'],
  async run(args) {
    const { values, positionals } = typed(args, asJson, 1);
    const [id] = positionals;
    if (id === undefined)
      throw new UsageError('deliveries show needs the ID of a delivery; deliveries list shows them');
    const delivery = await withApi((client) => client.deliveries.get(id));
    console.log(values.json ? JSON.stringify(delivery) : described(delivery).join('\n'));
    return 0;
  },
};

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

function described(delivery: Delivery): string[] {
  const {
    id,
    conversationId,
    to,
    status,
    reason,
    trigger,
    newsSeqs,
    attempts,
    nextAttemptAt,
    reportAwaitedUntil,
    reports,
    mail,
    withdrawn,
  } = delivery;
  const fields = record([
    ['delivery', id],
    ['conversation', conversationId],
    ['to', to],
    ['status', status],
    ['reason', reason && `${reason}: ${outcomeReasons[reason].label}`],
    ['dismissed', delivery.dismissed && `${readable(delivery.dismissed.at)}: ${delivery.dismissed.reason}`],
    [
      'withdrawn',
      withdrawn && `${readable(withdrawn.at)}: ${withdrawn.reason}: ${withdrawalReasons[withdrawn.reason]}`,
    ],
    ['superseded by', delivery.supersededBy],
    ['trigger', trigger],
    ['news', `${newsSeqs.length === 1 ? 'message' : 'messages'} ${newsSeqs.join(', ')}`],
    ['created', readable(delivery.createdAt)],
    [
      'attempts',
      attempts.map(({ at, end, result }) => [readable(at), end ?? 'in progress', result ?? ''].join('  ').trim()),
    ],
    ['next attempt', nextAttemptAt && readable(nextAttemptAt)],
    ['report awaited', reportAwaitedUntil ? `until ${readable(reportAwaitedUntil)}` : null],
    ['accepted', delivery.acceptedAt && readable(delivery.acceptedAt)],
    [
      'reports',
      reports.map(
        ({ at, event, detail }) => `${readable(at)}  ${event}${detail === null ? '' : `: ${oneLine(detail)}`}`,
      ),
    ],
    ['message id', mail?.messageId || null],
    ['subject', mail?.subject ?? null],
  ]);
  return mail
    ? [
        ...fields,
        '',
        ...mail.text
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`.trimEnd()),
      ]
    : fields;
}
