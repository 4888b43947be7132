import type { AuditEntry } from '../../../packages/client/src/index.ts';
import { agents } from '../account/agents.ts';
import { serviceNow } from '../account/clock.ts';
import { client } from '../account/session.ts';
import { go, paths } from '../go.ts';
import { Choice } from '../parts/choice.tsx';
import { Empty } from '../parts/empty.tsx';
import { usePages } from '../parts/loaded.ts';
import { Page, type PageProps } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { periodFields, periodOf, rangeOf } from '../parts/period.ts';
import { PeriodFilter } from '../parts/period-filter.tsx';
import { Time } from '../parts/time.tsx';
import { dateTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { type AuditAction, actionWords } from './action-words.ts';
import { whoOf } from './who.ts';
import '../deliveries/deliveries.css';

const pageSize = 50;

/** Who did what, when: nothing changes it, and it has no texts and no addresses. */
export function AuditPage({ query }: PageProps) {
  const action = Object.hasOwn(actionWords, query.action ?? '') ? (query.action as AuditAction) : null;
  const actor = query.by ?? null;
  const period = periodOf(query);
  const fields = { action: action ?? '', by: actor ?? '', ...periodFields(period) };
  const list = usePages<AuditEntry>(JSON.stringify(fields), (cursor) =>
    client.audit.list({
      limit: pageSize,
      ...(action === null ? {} : { action }),
      ...(actor === null ? {} : { actor }),
      ...rangeOf(period, serviceNow()),
      ...(cursor === undefined ? {} : { cursor }),
    }),
  );
  const choose = (change: Partial<typeof fields>) => {
    const chosen = Object.entries({ ...fields, ...change }).filter(([, value]) => value !== '');
    const search = new URLSearchParams(chosen).toString();
    go(search === '' ? paths.audit : `${paths.audit}?${search}`);
  };
  return (
    <Page title={say('audit.title')}>
      <div class="deliveries">
        <search class="filters three">
          <Choice
            label={say('audit.what')}
            any={say('audit.anything')}
            value={action}
            options={Object.entries(actionWords).map(([name, words]) => [name, say(words)])}
            onChoose={(chosen) => choose({ action: chosen ?? '' })}
          />
          <Choice
            label={say('audit.who')}
            any={say('audit.anybody')}
            value={actor}
            options={[...agents.value.values()].map(({ id, name }) => [id, name])}
            onChoose={(by) => choose({ by: by ?? '' })}
          />
          <PeriodFilter period={period} onChoose={(chosen) => choose(periodFields(chosen))} />
        </search>
        <Paged
          list={list}
          expected={8}
          failed={say('audit.failed')}
          none={<Empty icon="scroll" title={say('audit.none')} />}
        >
          <AuditTable rows={list.rows} />
        </Paged>
      </div>
    </Page>
  );
}

const AuditTable = ({ rows }: { readonly rows: readonly AuditEntry[] }) => (
  <table class="table stacked audit">
    <thead>
      <tr>
        <th scope="col">{say('audit.who')}</th>
        <th scope="col">{say('audit.what')}</th>
        <th scope="col">{say('audit.object')}</th>
        <th scope="col">{say('audit.when')}</th>
        <th scope="col">{say('audit.request')}</th>
      </tr>
    </thead>
    <tbody>
      {rows.map((entry) => (
        <tr key={entry.id}>
          <td class="cell-main">{whoOf(entry)}</td>
          <td>
            {say(actionWords[entry.action])}
            {entry.fields.length > 0 && <span class="block faint">{entry.fields.join(', ')}</span>}
          </td>
          <td class="cell-why">
            <ObjectOf entry={entry} />
          </td>
          <td class="cell-time">
            <Time at={entry.at} format={dateTime} />
          </td>
          <td class="cell-why">
            <code>{entry.requestId}</code>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const pathOf: Readonly<Record<string, ((id: string) => string) | undefined>> = {
  delivery: paths.delivery,
  conversation: paths.conversation,
  inbound: paths.receivedEmail,
  job: () => paths.replays,
};

function ObjectOf({ entry: { object, action } }: { readonly entry: AuditEntry }) {
  const { kind, id } = object;
  if (id === null) return null;
  const href = action.endsWith('.erased') ? undefined : pathOf[kind]?.(id);
  const words = kind === 'agent' ? (agents.value.get(id)?.name ?? id) : id;
  return href === undefined ? (
    <span>{words}</span>
  ) : (
    <a class="link" href={href}>
      {words}
    </a>
  );
}
