import type { AuditEntry } from '../../packages/client/src/index.ts';
import { auditActions } from '../contract/audit.ts';
import { asJson, type Command, typed } from './command.ts';
import { oneOf } from './delivery-filter.ts';
import { limitOf, listed, printListed } from './listed.ts';
import { moment, readable } from './times.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;

export const audit: Command = {
  name: 'audit',
  takes: '[--action A] [--actor ID] [--object ID] [--since T]',
  does: [
    '[--until T] [--limit 50] [--json]',
    'Lists who did what, newest first: --actor is the ID of an agent or a key,',
    '--object that of what was changed. Needs a key with the scope admin.',
  ],
  async run(args) {
    const { values } = typed(args, {
      ...{ action: text, actor: text, object: text, since: text, until: text, limit: text },
      ...asJson,
    });
    const { action, actor, object, since, until, limit, json } = values;
    const now = Date.now();
    const query = {
      action: oneOf('--action', action, auditActions),
      ...{ actor, object },
      since: moment('--since', since, now),
      until: moment('--until', until, now),
    };
    const most = limitOf(limit);
    const found = await withApi((client) => listed(most, (page) => client.audit.list({ ...query, ...page })));
    if (json) console.log(JSON.stringify(found));
    else printListed(found, { none: 'No record matches.', titles: ['TIME (UTC)', 'WHO', 'ACTION', 'OF WHAT'], row });
    return 0;
  },
};

const row = ({ at, actor, action, object, fields }: AuditEntry) => [
  readable(at),
  actor.id === null ? actor.kind : `${actor.kind} ${actor.id}`,
  action,
  [object.id, ...fields].filter((word) => word !== null).join(' '),
];
