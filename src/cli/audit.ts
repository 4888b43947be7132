import type { AuditEntry, Page } from '../../packages/client/src/index.ts';
import { auditActions } from '../contract/audit.ts';
import { asJson, type Command, typed } from './command.ts';
import { oneOf } from './delivery-filter.ts';
import { limitOf, listed, printListed } from './listed.ts';
import { moment, readable } from './times.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;
const filterOptions = { action: text, object: text, since: text, until: text, limit: text, ...asJson };

export const audit: Command = {
  name: 'audit',
  takes: '[--action A] [--actor ID] [--object ID] [--since T]',
  does: [
    '[--until T] [--limit 50] [--json]',
    'Lists who did what, newest first: --actor is the ID of an agent or a key,',
    '--object that of what was changed. Needs a key with the scope admin.',
  ],
  async run(args) {
    const { values } = typed(args, { ...filterOptions, actor: text });
    const query = { ...filterOf(values), actor: values.actor };
    const most = limitOf(values.limit);
    tell(await withApi((client) => listed(most, (page) => client.audit.list({ ...query, ...page }))), values.json);
    return 0;
  },
};

export const deploymentAudit: Command = {
  name: 'deployment audit',
  takes: '[--action A] [--object ID] [--since T] [--until T]',
  does: [
    '[--limit 50] [--json]',
    'Lists what operators did for the whole deployment, newest first: pauses,',
    'replays, and what was done with --of-nobody.',
  ],
  async run(args) {
    const { values } = typed(args, filterOptions);
    const { since, until, ...query } = filterOf(values);
    const times = { since: timeOf(since), until: timeOf(until) };
    const most = limitOf(values.limit);
    const { withStore } = await import('./with-store.ts');
    const found = await withStore(async (store) => {
      const { auditView, listAudit } = await import('../store/accounts/audit.ts');
      const records = await listAudit(store, null, { ...query, ...times, after: null, limit: most + 1 });
      return records.map(auditView);
    });
    tell({ items: found.slice(0, most), nextCursor: found[most]?.id ?? null }, values.json);
    return 0;
  },
};

interface Typed {
  readonly action?: string | undefined;
  readonly object?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function filterOf({ action, object, since, until }: Typed) {
  const now = Date.now();
  return {
    action: oneOf('--action', action, auditActions),
    object,
    since: moment('--since', since, now),
    until: moment('--until', until, now),
  };
}

const timeOf = (time: string | undefined) => (time === undefined ? null : Date.parse(time));

function tell(found: Page<AuditEntry>, json = false): void {
  if (json) console.log(JSON.stringify(found));
  else printListed(found, { none: 'No record matches.', titles: ['TIME (UTC)', 'WHO', 'ACTION', 'OF WHAT'], row });
}

const row = ({ at, actor, action, object, fields }: AuditEntry) => [
  readable(at),
  actor.id === null ? actor.kind : `${actor.kind} ${actor.id}`,
  action,
  [object.id, ...fields].filter((word) => word !== null).join(' '),
];
