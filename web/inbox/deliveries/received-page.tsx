import { useState } from 'preact/hooks';
import type { InboundEmail } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { go, paths } from '../go.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Choice } from '../parts/choice.tsx';
import { Empty } from '../parts/empty.tsx';
import { usePages } from '../parts/loaded.ts';
import { Page, type PageProps } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Time } from '../parts/time.tsx';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { dateTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { deadLetterReasonOf, deadLetterWords, inboundStateOf, inboundStates } from './inbound-words.ts';
import { SectionTabs } from './section-tabs.tsx';
import './deliveries.css';

const pageSize = 50;

/** Emails that came in: at first those that could not be processed. */
export function ReceivedPage({ query }: PageProps) {
  const state = inboundStateOf(query.state);
  const reason = deadLetterReasonOf(query.why);
  const list = usePages<InboundEmail>(`${state} ${reason}`, (cursor) =>
    client.inbound.list({
      state,
      limit: pageSize,
      ...(reason === null ? {} : { reason }),
      ...(cursor === undefined ? {} : { cursor }),
    }),
  );
  const choose = (change: { readonly state?: string; readonly why?: string | null }) => {
    const chosen = Object.entries({ state, why: reason, ...change }).filter(([, value]) => value !== null);
    go(`${paths.received}?${new URLSearchParams(chosen as [string, string][])}`);
  };
  return (
    <Page title={say('deliveries.received')} actions={<SectionTabs current="received" />}>
      <div class="deliveries">
        <search class="filters two">
          <Choice
            label={say('deliveries.state')}
            value={state}
            options={Object.entries(inboundStates).map(([name, { words }]) => [name, say(words)])}
            onChoose={(chosen) => choose({ state: chosen ?? 'deadLetter' })}
          />
          <Choice
            label={say('deliveries.reason')}
            any={say('deliveries.anyReason')}
            value={reason}
            options={Object.entries(deadLetterWords).map(([name, { why }]) => [name, say(why)])}
            onChoose={(why) => choose({ why })}
          />
        </search>
        {state === 'deadLetter' && list.rows.length > 0 && (
          <div class="replay-bar">
            <ReplayAll reason={reason} onReplayed={list.again} />
          </div>
        )}
        <Paged
          list={list}
          expected={6}
          failed={say('deliveries.failed')}
          none={
            <Empty icon="check" title={say(state === 'deadLetter' ? 'received.noneTitle' : 'deliveries.noneTitle')}>
              {state === 'deadLetter' && <p>{say('received.noneText')}</p>}
            </Empty>
          }
        >
          <ReceivedTable rows={list.rows} />
        </Paged>
      </div>
    </Page>
  );
}

interface ReplayAllProps {
  readonly reason: keyof typeof deadLetterWords | null;
  readonly onReplayed: () => void;
}

function ReplayAll({ reason, onReplayed }: ReplayAllProps) {
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const { replayed, left } = await client.inbound.replayMany(reason === null ? {} : { reason });
      toast(left === 0 ? say('received.replayed', { count: replayed }) : say('received.replayedSome', { count: left }));
      onReplayed();
    } catch (error) {
      toastFailure(error);
    }
    setBusy(false);
  };
  return (
    <Button size="small" icon="retry" disabled={isBusy} onClick={() => void run()}>
      {say('replays.replayAll')}
    </Button>
  );
}

const ReceivedTable = ({ rows }: { readonly rows: readonly InboundEmail[] }) => (
  <table class="table stacked">
    <thead>
      <tr>
        <th scope="col">{say('deliveries.from')}</th>
        <th scope="col">{say('deliveries.state')}</th>
        <th scope="col">{say('deliveries.why')}</th>
        <th scope="col">{say('received.receivedAt')}</th>
      </tr>
    </thead>
    <tbody>
      {rows.map(({ id, from, subject, state, reason, receivedAt }) => (
        <tr key={id}>
          <td class="cell-main">
            <a class="link" href={paths.receivedEmail(id)}>
              {from ?? say('received.noSender')}
            </a>
            <span class="block faint">{subject}</span>
          </td>
          <td>
            <Badge tone={inboundStates[state].tone}>{say(inboundStates[state].words)}</Badge>
          </td>
          <td class="cell-why">{reason === null ? '' : say(deadLetterWords[reason].why)}</td>
          <td class="cell-time">
            <Time at={receivedAt} format={dateTime} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
