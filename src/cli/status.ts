import type { Status } from '../../packages/client/src/index.ts';
import { asJson, type Command, typed } from './command.ts';
import { record } from './table.ts';
import { readable } from './times.ts';
import { withApi } from './with-api.ts';

export const status: Command = {
  name: 'status',
  takes: '[--json]',
  does: ['Shows how the emails of the account are doing, and what needs attention.', 'Exit code 1 if something does.'],
  async run(args) {
    const { values } = typed(args, asJson);
    const found = await withApi((client) => client.status());
    console.log(values.json ? JSON.stringify(found) : described(found).join('\n'));
    return found.alerts.length === 0 ? 0 : 1;
  },
};

const secondsOrNone = (seconds: number | null) => (seconds === null ? 'none' : `${Math.round(seconds * 10) / 10} s`);

function described({ dueToAccepted, overdueAlarms, parked, oldestUnknown, inbound, paused, alerts, ...rest }: Status) {
  const { mails, p50Seconds, p99Seconds } = dueToAccepted;
  const reasons = Object.entries(parked).filter(([, count]) => count > 0);
  const { account, deployment, provider } = paused;
  const pauses = [
    ...(deployment === null ? [] : [`by the operator, all accounts, since ${readable(deployment.since)}`]),
    ...(account ? ['by the account'] : []),
    ...(provider === null ? [] : [`since ${readable(provider.since)}: ${provider.reason}`]),
  ];
  return [
    ...record([
      ['emails', `${mails} in the last hour`],
      [
        'due to sent',
        mails === 0 ? null : `half within ${secondsOrNone(p50Seconds)}, 99 % within ${secondsOrNone(p99Seconds)}`,
      ],
      ['late', String(overdueAlarms)],
      ['parked', reasons.length === 0 ? 'none' : reasons.map(([reason, count]) => `${reason} ${count}`).join(', ')],
      ['unknown', oldestUnknown && `${oldestUnknown.deliveryId} since ${readable(oldestUnknown.since)}`],
      [
        'last report',
        `${secondsOrNone(rest.secondsSinceLastReport)}${rest.secondsSinceLastReport === null ? '' : ' ago'}`,
      ],
      ['dead letters', String(inbound.deadLetters)],
      ['paused', pauses.length === 0 ? 'no' : pauses.join('; ')],
    ]),
    ...alerts.flatMap(({ kind, since, message }) => ['', `${kind} since ${readable(since)}`, `  ${message}`]),
  ];
}
