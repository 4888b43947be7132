import { iso } from '../contract/primitives.ts';
import type { AccountState } from '../store/deployment/account-states.ts';
import { asJson, type Command, typed } from './command.ts';
import { lineWidth, record, table } from './table.ts';
import { readable } from './times.ts';
import { withStore } from './with-store.ts';

export const deploymentStatus: Command = {
  name: 'deployment status',
  takes: '[--all] [--json]',
  does: [
    'Shows whether sending is paused, and what waits, is parked or of unknown',
    'outcome in each account. Accounts without any of these are only counted,',
    'unless --all is given.',
  ],
  async run(args) {
    const { values } = typed(args, { all: { type: 'boolean' }, ...asJson });
    const { accounts, paused } = await withStore(async (store) => {
      const { allAccounts } = await import('../store/accounts/accounts.ts');
      const { statesOf } = await import('../store/deployment/account-states.ts');
      const { findDeploymentPause } = await import('../store/deployment/deployment-pause.ts');
      const { findSendingPause } = await import('../store/deployment/sending-pause.ts');
      const accounts: AccountState[] = [];
      for await (const page of allAccounts(store)) accounts.push(...(await statesOf(store, page)));
      const [byOperator, byProvider] = [await findDeploymentPause(store), await findSendingPause(store)];
      const deployment = byOperator && { since: iso(byOperator.pausedSince) };
      const provider = byProvider && { since: iso(byProvider.pausedSince), reason: byProvider.reason };
      return { accounts, paused: { deployment, provider } };
    });
    const shown = values.all ? accounts : accounts.filter(hasSomething);
    if (values.json) console.log(JSON.stringify({ paused, accounts: shown.map(asRecord), of: accounts.length }));
    else console.log([...pausesOf(paused), '', ...accountsTable(shown, accounts.length)].join('\n'));
    return 0;
  },
};

const isoOrNull = (time: number | null) => (time === null ? null : iso(time));
const hasSomething = ({ waiting, parked, unknown, pausedSince }: AccountState) =>
  waiting > 0 || parked > 0 || unknown > 0 || pausedSince !== null;

const asRecord = ({ oldestParkedAt, pausedSince, ...counts }: AccountState) => ({
  ...counts,
  oldestParkedAt: isoOrNull(oldestParkedAt),
  pausedSince: isoOrNull(pausedSince),
});

interface Paused {
  readonly deployment: { readonly since: string } | null;
  readonly provider: { readonly since: string; readonly reason: string } | null;
}

const pausesOf = ({ deployment, provider }: Paused) =>
  record([
    ['all accounts', deployment === null ? 'not paused' : `paused since ${readable(deployment.since)}`],
    ['provider', provider === null ? 'not paused' : `paused since ${readable(provider.since)}: ${provider.reason}`],
  ]);

function accountsTable(shown: readonly AccountState[], all: number): string[] {
  const others = all - shown.length;
  const rest = others === 0 ? [] : [`${others} more ${others === 1 ? 'account has' : 'accounts have'} none of these.`];
  if (shown.length === 0) return rest.length === 0 ? ['There is no account.'] : ['No account has anything waiting.'];
  const orNot = (time: number | null) => (time === null ? '–' : readable(iso(time)));
  const sum = (count: (state: AccountState) => number) => String(shown.reduce((total, one) => total + count(one), 0));
  return [
    ...table(
      ['ACCOUNT', 'WAITING', 'PARKED', 'OLDEST PARKED (UTC)', 'UNKNOWN', 'PAUSED'],
      [
        ...shown.map(({ id, waiting, parked, oldestParkedAt, unknown, pausedSince }) => [
          ...[
            id,
            String(waiting),
            String(parked),
            orNot(oldestParkedAt),
            String(unknown),
            pausedSince === null ? '–' : 'yes',
          ],
        ]),
        [
          ...['all', sum(({ waiting }) => waiting), sum(({ parked }) => parked), ''],
          ...[sum(({ unknown }) => unknown), sum(({ pausedSince }) => (pausedSince === null ? 0 : 1))],
        ],
      ],
      lineWidth(),
    ),
    ...rest,
  ];
}
