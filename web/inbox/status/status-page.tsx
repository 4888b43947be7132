import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Status } from '../../../packages/client/src/index.ts';
import { searchOfDeliveries } from '../deliveries/delivery-views.ts';
import { isParkedReason, reasonWords } from '../deliveries/delivery-words.ts';
import { paths } from '../go.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Icon } from '../parts/icons.tsx';
import { Page } from '../parts/page.tsx';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { dateTime, lasting, number } from '../words/format.ts';
import { say } from '../words/language.ts';
import { alertWords } from './alert-words.ts';
import { askStatus, followStatus, history, type Known } from './history.ts';
import { Sparkline } from './sparkline.tsx';
import './status.css';

/** How the emails of the account do, and what somebody has to do about them. */
export function StatusPage() {
  useEffect(followStatus, []);
  const { known, hasFailed } = history.value;
  const now = known.at(-1);
  return (
    <Page
      title={say('status.title')}
      actions={<Button icon="retry" label={say('status.again')} kind="quiet" onClick={() => void askStatus()} />}
    >
      {now !== undefined ? (
        <div class="status">
          {hasFailed && <p class="banner">{say('status.stale')}</p>}
          <Sending status={now.status} />
          <Alerts status={now.status} />
          <Figures known={known} now={now} />
          <Parked status={now.status} />
        </div>
      ) : hasFailed ? (
        <Empty icon="alert" title={say('status.failed')}>
          <Button onClick={() => void askStatus()}>{say('shell.retry')}</Button>
        </Empty>
      ) : (
        <SkeletonRows count={6} />
      )}
    </Page>
  );
}

/** Whether anything is sent at all: the operator's pause, the account's kill switch, and the provider. */
function Sending({ status: { paused } }: { readonly status: Status }) {
  const { account } = paused;
  const { badge, means, isOn } = sendingWords(paused);
  return (
    <section class="card sending" aria-label={say('status.sending')}>
      <Badge tone={isOn ? 'good' : 'warn'}>{say(badge)}</Badge>
      <p>{say(means)}</p>
      {account && (
        <a class="link" href={paths.settings('sending')}>
          {say('status.toSettings')}
        </a>
      )}
    </section>
  );
}

function sendingWords({ account, deployment, provider }: Status['paused']) {
  if (deployment !== null)
    return { isOn: false, badge: 'status.pausedByOperator', means: 'status.pausedByOperatorMeans' } as const;
  if (account) return { isOn: false, badge: 'status.pausedByAccount', means: 'status.pausedMeans' } as const;
  if (provider === null) return { isOn: true, badge: 'status.on', means: 'status.onMeans' } as const;
  const means = provider.reason === 'providerAuth' ? 'status.keyRefused' : 'status.noCredits';
  return { isOn: false, badge: 'status.pausedByProvider', means } as const;
}

function Alerts({ status: { alerts } }: { readonly status: Status }) {
  return (
    <section aria-labelledby="alerts">
      <h2 id="alerts">{say('status.alerts')}</h2>
      {alerts.length === 0 ? (
        <p class="faint all-well">
          <Icon name="check" />
          {say('status.noAlerts')}
        </p>
      ) : (
        <ul class="alerts">
          {alerts.map(({ kind, since }) => {
            const { title, advice, href } = alertWords[kind];
            return (
              <li key={kind} class="card alert">
                <Icon name="alert" />
                <div>
                  <h3>{say(title)}</h3>
                  <p>{say(advice)}</p>
                  <p class="small faint">
                    {say('status.since')} <Time at={since} format={dateTime} />
                  </p>
                  {href !== undefined && (
                    <a class="link" href={href}>
                      {say('status.look')}
                    </a>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

const parkedCount = ({ parked }: Status) => Object.values(parked).reduce((sum, count) => sum + count, 0);
const seconds = (value: number | null) =>
  value === null
    ? '–'
    : number(value, { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 1 });

interface FiguresProps {
  readonly known: readonly Known[];
  readonly now: Known;
}

function Figures({ known, now: { status, at } }: FiguresProps) {
  const values = (of: (status: Status) => number | null) => known.map((one) => of(one.status));
  const { dueToAccepted, oldestUnknown, inbound, secondsSinceLastReport } = status;
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">{say('status.figures')}</h2>
      <div class="figures">
        <Figure
          name={say('status.dueToAccepted')}
          value={seconds(dueToAccepted.p50Seconds)}
          note={
            dueToAccepted.mails === 0
              ? say('status.noEmails')
              : say('status.slowest', { time: seconds(dueToAccepted.p99Seconds), count: dueToAccepted.mails })
          }
          values={values((one) => one.dueToAccepted.p50Seconds)}
        />
        <Figure
          name={say('status.overdue')}
          value={number(status.overdueAlarms)}
          note={say('status.overdueMeans')}
          values={values((one) => one.overdueAlarms)}
        />
        <Figure
          name={say('status.parked')}
          value={number(parkedCount(status))}
          note={
            <a class="link" href={`${paths.deliveries}?state=parked`}>
              {say('status.look')}
            </a>
          }
          values={values(parkedCount)}
        />
        <Figure
          name={say('status.deadLetters')}
          value={number(inbound.deadLetters)}
          note={
            <a class="link" href={paths.received}>
              {say('status.look')}
            </a>
          }
          values={values((one) => one.inbound.deadLetters)}
        />
        <Figure
          name={say('status.lastReport')}
          value={secondsSinceLastReport === null ? '–' : lasting(secondsSinceLastReport * 1_000)}
          note={say(secondsSinceLastReport === null ? 'status.noReport' : 'status.lastReportMeans')}
          values={values((one) => one.secondsSinceLastReport)}
        />
        <Figure
          name={say('status.oldestUnknown')}
          value={oldestUnknown === null ? '–' : lasting(at - Date.parse(oldestUnknown.since))}
          note={
            oldestUnknown === null ? (
              say('status.noUnknown')
            ) : (
              <a class="link" href={paths.delivery(oldestUnknown.deliveryId)}>
                {say('status.look')}
              </a>
            )
          }
          values={known.map((one) =>
            one.status.oldestUnknown === null ? 0 : one.at - Date.parse(one.status.oldestUnknown.since),
          )}
        />
      </div>
      <p class="small faint">{say('status.sinceOpened')}</p>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note: ComponentChildren;
  readonly values: readonly (number | null)[];
}

const Figure = ({ name, value, note, values }: FigureProps) => (
  <article class="card figure">
    <h3 class="small faint">{name}</h3>
    <p class="figure-value numbers">{value}</p>
    <Sparkline values={values} label={say('status.chart', { name })} />
    <div class="note">{note}</div>
  </article>
);

/** Why emails are parked, the most frequent first. */
function Parked({ status }: { readonly status: Status }) {
  const rows = Object.entries(status.parked)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  const most = rows[0]?.[1] ?? 1;
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="why">
      <h2 id="why">{say('status.whyParked')}</h2>
      <ul class="card bars">
        {rows.map(
          ([reason, count]) =>
            isParkedReason(reason) && (
              <li key={reason}>
                <a
                  class="link"
                  href={`${paths.deliveries}${searchOfDeliveries({ status: 'parked', reason, address: '', period: { kind: 'any' } })}`}
                >
                  {say(reasonWords[reason].why)}
                </a>
                <span class="bar" aria-hidden="true">
                  <span style={{ width: `${(100 * count) / most}%` }} />
                </span>
                <span class="numbers">{number(count)}</span>
              </li>
            ),
        )}
      </ul>
    </section>
  );
}
