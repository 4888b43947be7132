import type { Suppression } from '../../packages/client/src/index.ts';
import { EmailAddress } from '../contract/primitives.ts';
import { suppressionReasons } from '../contract/suppressions.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { limitOf, listed, printListed } from './listed.ts';
import { readable } from './times.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;

const suppressionsList: Command = {
  name: 'suppressions list',
  takes: '[--address A] [--limit 50] [--json]',
  does: ['Lists the addresses that get no email, newest first, with why and since when.'],
  async run(args) {
    const { values } = typed(args, { address: text, limit: text, ...asJson });
    const { address, limit, json } = values;
    const most = limitOf(limit);
    const found = await withApi((client) => listed(most, (page) => client.suppressions.list({ address, ...page })));
    if (json) console.log(JSON.stringify(found));
    else printListed(found, { none: 'No address is suppressed.', titles, row });
    return 0;
  },
};

const suppressionsAdd: Command = {
  name: 'suppressions add',
  takes: 'ADDRESS [--reason TEXT] [--json]',
  does: ['Stops all emails to an address, in any spelling, until that is lifted.'],
  async run(args) {
    const { values, positionals } = typed(args, { reason: text, ...asJson }, 1);
    const address = addressIn('add', positionals);
    const detail = values.reason?.trim() || null;
    const found = await withApi((client) => client.suppressions.put(address, { detail }));
    if (values.json) console.log(JSON.stringify(found));
    else console.log(`${address} gets no email: ${suppressionReasons[found.reason].words}.`);
    return 0;
  },
};

const suppressionsLift: Command = {
  name: 'suppressions lift',
  takes: 'ADDRESS [--json]',
  does: [
    'Lifts the suppression of an address, at the provider too. Emails that wait',
    'for it are sent. Do not lift a complaint without the consent of its owner.',
  ],
  async run(args) {
    const { values, positionals } = typed(args, asJson, 1);
    const address = addressIn('lift', positionals);
    await withApi((client) => client.suppressions.delete(address));
    console.log(values.json ? JSON.stringify({ address, lifted: true }) : `${address} may get email again.`);
    return 0;
  },
};

export const suppressionCommands: readonly Command[] = [suppressionsList, suppressionsAdd, suppressionsLift];

function addressIn(verb: string, [address]: readonly string[]): string {
  if (address === undefined) throw new UsageError(`suppressions ${verb} needs an email address`);
  const read = EmailAddress.safeParse(address);
  if (!read.success) throw new UsageError(`${address} is not an email address`);
  return read.data;
}

const titles = ['ADDRESS', 'REASON', 'SINCE (UTC)', 'DELIVERY', 'BY', 'DETAIL'];
const row = ({ address, reason, detail, by, at, deliveryId }: Suppression) => [
  address ?? '(erased)',
  reason,
  readable(at),
  deliveryId ?? '–',
  by === null ? '–' : [by.kind, by.id].filter((word) => word !== null).join(' '),
  detail?.replaceAll(/\s+/g, ' ') ?? '',
];
