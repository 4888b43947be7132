import { useEffect, useRef, useState } from 'preact/hooks';
import type { Delivery } from '../../../packages/client/src/index.ts';
import { serviceNow } from '../account/clock.ts';
import { client } from '../account/session.ts';
import { onEvent } from '../account/stream.ts';
import { go, paths } from '../go.ts';
import { Button } from '../parts/button.tsx';
import { ChannelMark } from '../parts/channel-mark.tsx';
import { Choice } from '../parts/choice.tsx';
import { Empty } from '../parts/empty.tsx';
import { Icon } from '../parts/icons.tsx';
import { usePages } from '../parts/loaded.ts';
import { Page, type PageProps } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { PeriodFilter } from '../parts/period-filter.tsx';
import { Time } from '../parts/time.tsx';
import { toast } from '../parts/toasts.tsx';
import { dateTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { BulkReplay } from './bulk-replay.tsx';
import {
  type DeliveryView,
  deliveriesQuery,
  deliveryViewOf,
  replayOf,
  type Selected,
  searchOfDeliveries,
  withChanged,
} from './delivery-views.ts';
import {
  type DeliveryStatus,
  isReplayable,
  type ParkedReason,
  type ReplayableStatus,
  reasonWords,
  statusWords,
} from './delivery-words.ts';
import { useRecipient } from './recipient.ts';
import { isBeingReplayed, replay, replayHasBegun } from './replay.ts';
import { SectionTabs } from './section-tabs.tsx';
import { StatusBadge, whyNot } from './status-badge.tsx';
import './deliveries.css';

const pageSize = 50;

/** Emails that we send or could not send, for whoever has to repair them. */
export function DeliveriesPage({ query }: PageProps) {
  const view = deliveryViewOf(query);
  const of = searchOfDeliveries(view);
  const list = usePages<Delivery>(of, (cursor) =>
    client.deliveries.list({
      ...deliveriesQuery(view, serviceNow()),
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    }),
  );
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type !== 'delivery.updated') return;
        if (!isReplayable(event.data.status)) replayHasBegun(event.data.id);
        list.change((rows) => withChanged(rows, event.data, view));
      }),
    [of],
  );
  return (
    <Page title={say('deliveries.title')} actions={<SectionTabs current="sent" />}>
      <div class="deliveries">
        <Filters view={view} />
        <Paged
          list={list}
          expected={8}
          failed={say('deliveries.failed')}
          none={<NothingToShow isFiltered={of !== ''} />}
        >
          <DeliveryTable key={of} rows={list.rows} view={view} />
        </Paged>
      </div>
    </Page>
  );
}

function NothingToShow({ isFiltered }: { readonly isFiltered: boolean }) {
  if (!isFiltered)
    return (
      <Empty icon="mail" title={say('deliveries.emptyTitle')}>
        <p>{say('deliveries.emptyText')}</p>
      </Empty>
    );
  return (
    <Empty icon="search" title={say('deliveries.noneTitle')}>
      <p>{say('deliveries.noneText')}</p>
      <Button onClick={() => go(paths.deliveries)}>{say('deliveries.showAll')}</Button>
    </Empty>
  );
}

/** So long is waited for the next letter before it is searched. */
const searchAfterMs = 300;

function Filters({ view }: { readonly view: DeliveryView }) {
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const latest = useRef(view);
  latest.current = view;
  const choose = (change: Partial<DeliveryView>, how = {}) =>
    go(`${paths.deliveries}${searchOfDeliveries({ ...latest.current, ...change })}`, how);
  return (
    <search class="filters">
      <div class="search">
        <Icon name="search" />
        <input
          class="input"
          type="search"
          aria-label={say('deliveries.searchAddress')}
          placeholder={say('deliveries.searchAddress')}
          defaultValue={view.address}
          maxLength={254}
          onInput={({ currentTarget: { value } }) => {
            clearTimeout(waiting.current);
            waiting.current = setTimeout(
              () => choose({ address: wholeAddress(value) }, { replace: true }),
              searchAfterMs,
            );
          }}
        />
      </div>
      <Choice
        label={say('deliveries.state')}
        any={say('deliveries.anyState')}
        value={view.status}
        options={Object.entries(statusWords).map(([name, { words }]) => [name, say(words)])}
        onChoose={(status) => choose({ status: status as DeliveryStatus | null, reason: null })}
      />
      <Choice
        label={say('deliveries.reason')}
        any={say('deliveries.anyReason')}
        value={view.reason}
        options={Object.entries(reasonWords).map(([name, { why }]) => [name, say(why)])}
        onChoose={(reason) => choose({ reason: reason as ParkedReason | null, ...(reason && { status: 'parked' }) })}
      />
      <PeriodFilter period={view.period} onChoose={(period) => choose({ period })} />
    </search>
  );
}

/** The service finds whole addresses only, and refuses what is none: while one is being written nothing is asked. */
function wholeAddress(written: string): string {
  const address = written.trim();
  return /^[^@\s]+@[^@\s]+$/.test(address) ? address : '';
}

/** The most that one request names. */
const maxChosen = 200;

interface DeliveryTableProps {
  readonly rows: readonly Delivery[];
  readonly view: DeliveryView;
}

function DeliveryTable({ rows, view }: DeliveryTableProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<Selected | null>(null);
  const status = statusOf(rows, chosen);
  const canChoose = (row: Delivery) => isReplayable(row.status) && (status === null || row.status === status);
  const choosable = rows.filter(canChoose).slice(0, maxChosen);
  const isAllChosen = choosable.length > 0 && choosable.every(({ id }) => chosen.has(id));
  const choose = (ids: readonly string[], isChosen: boolean) => {
    const others = [...chosen].filter((id) => !ids.includes(id));
    setChosen(new Set(isChosen ? [...others, ...ids].slice(0, maxChosen) : others));
  };
  const all = replayOf(view, serviceNow());
  return (
    <>
      {choosable.length > 0 && (
        <div class="replay-bar">
          {chosen.size > 0 ? (
            <>
              <span role="status">{say('replays.selected', { count: chosen.size })}</span>
              <Button
                size="small"
                kind="primary"
                icon="retry"
                onClick={() => setSelected({ ids: [...chosen], status: status ?? 'parked' })}
              >
                {say('replays.replaySelected')}
              </Button>
              <Button size="small" kind="quiet" onClick={() => setChosen(new Set())}>
                {say('replays.clear')}
              </Button>
            </>
          ) : (
            all !== null && (
              <Button size="small" icon="retry" onClick={() => setSelected(all)}>
                {say('replays.replayAll')}
              </Button>
            )
          )}
        </div>
      )}
      <table class="table stacked">
        <thead>
          <tr>
            <th scope="col" class="cell-check">
              <input
                type="checkbox"
                aria-label={say('replays.selectAll')}
                checked={isAllChosen}
                disabled={choosable.length === 0}
                onChange={() =>
                  choose(
                    choosable.map(({ id }) => id),
                    !isAllChosen,
                  )
                }
              />
            </th>
            <th scope="col">{say('deliveries.to')}</th>
            <th scope="col">{say('deliveries.state')}</th>
            <th scope="col">{say('deliveries.why')}</th>
            <th scope="col">{say('deliveries.created')}</th>
            <th scope="col">
              <span class="hidden">{say('deliveries.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              isChosen={chosen.has(delivery.id)}
              canChoose={canChoose(delivery) || chosen.has(delivery.id)}
              onChoose={(isChosen) => choose([delivery.id], isChosen)}
            />
          ))}
        </tbody>
      </table>
      {selected !== null && (
        <BulkReplay
          selected={selected}
          onClose={() => setSelected(null)}
          onStarted={() => {
            toast(say('replays.started'));
            go(paths.replays);
          }}
        />
      )}
    </>
  );
}

/** The status of the chosen ones, which have one in common because a job has one; null if nothing is chosen. */
function statusOf(rows: readonly Delivery[], chosen: ReadonlySet<string>): ReplayableStatus | null {
  const statuses = rows.filter(({ id }) => chosen.has(id)).map(({ status }) => status);
  return statuses.find(isReplayable) ?? null;
}

interface DeliveryRowProps {
  readonly delivery: Delivery;
  readonly isChosen: boolean;
  readonly canChoose: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function DeliveryRow({ delivery, isChosen, canChoose, onChoose }: DeliveryRowProps) {
  const { id, status, createdAt, channel } = delivery;
  const [isBusy, setBusy] = useState(false);
  const who = useRecipient(delivery);
  const again = async () => {
    setBusy(true);
    await replay(id);
    setBusy(false);
  };
  return (
    <tr aria-selected={isChosen}>
      <td class="cell-check">
        {isReplayable(status) && (
          <input
            type="checkbox"
            aria-label={say('replays.select', { address: who })}
            checked={isChosen}
            disabled={!canChoose}
            onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
          />
        )}
      </td>
      <td class="cell-main">
        <a class="link with-mark" href={paths.delivery(id)}>
          {channel !== 'email' && <ChannelMark kind={channel} />}
          <bdi>{who}</bdi>
        </a>
      </td>
      <td>
        <StatusBadge delivery={delivery} />
      </td>
      <td class="cell-why">{whyNot(delivery)}</td>
      <td class="cell-time">
        <Time at={createdAt} format={dateTime} />
      </td>
      <td class="cell-actions">
        {isReplayable(status) && (
          <Button
            size="small"
            icon="retry"
            aria-label={say('deliveries.replayTo', { address: who })}
            disabled={isBusy || isBeingReplayed(id)}
            onClick={() => void again()}
          >
            {say('deliveries.replay')}
          </Button>
        )}
      </td>
    </tr>
  );
}
