import { useEffect, useState } from 'preact/hooks';
import type { Delivery } from '../../../packages/client/src/index.ts';
import { load, visitorName } from '../account/conversations.ts';
import { client } from '../account/session.ts';
import { onEvent } from '../account/stream.ts';
import { whoOf } from '../audit/who.ts';
import { paths } from '../go.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { Page, type PageProps } from '../parts/page.tsx';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { channelNames } from '../thread/channel-names.ts';
import { dateTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { isParkedReason, isReplayable, reasonWords } from './delivery-words.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import { EmailFrame } from './email-frame.tsx';
import { isBeingReplayed, replay, replayHasBegun } from './replay.ts';
import { SentParts } from './sent-parts.tsx';
import { StatusBadge } from './status-badge.tsx';
import { storyOf } from './story.ts';
import './deliveries.css';

/** More of what people did is not shown. */
const maxRecords = 50;
/** More of a conversation's emails are not listed. */
const maxOthers = 20;

/** One delivery's story: what happened to it, what one can do, the email itself and where it belongs. */
export function DeliveryPage({ params: { id = '' } }: PageProps) {
  const { now, again, set } = useLoaded(id, () => client.deliveries.get(id));
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type !== 'delivery.updated' || event.data.id !== id) return;
        if (!isReplayable(event.data.status)) replayHasBegun(id);
        // The email itself is not told.
        void again();
      }),
    [id],
  );
  if (now.state === 'ready') return <Story delivery={now.value} set={set} />;
  return (
    <Page title={say('deliveries.one')} actions={<Back />}>
      {now.state === 'loading' ? (
        <SkeletonRows count={6} />
      ) : now.state === 'missing' ? (
        <Empty icon="search" title={say('deliveries.missing')} />
      ) : (
        <Empty icon="alert" title={say('deliveries.failed')}>
          <Button onClick={() => void again()}>{say('shell.retry')}</Button>
        </Empty>
      )}
    </Page>
  );
}

const Back = () => (
  <a class="button quiet" href={paths.deliveries}>
    {say('deliveries.back')}
  </a>
);

interface StoryProps {
  readonly delivery: Delivery;
  readonly set: (delivery: Delivery) => void;
}

function Story({ delivery, set }: StoryProps) {
  // Whoever may not read the record sees the rest.
  const records = useLoaded(delivery.id, () => client.audit.list({ object: delivery.id, limit: maxRecords }));
  useEffect(() => void records.again(), [delivery.status, isBeingReplayed(delivery.id)]);
  const acted =
    records.now.state === 'ready' ? records.now.value.items.map((entry) => ({ ...entry, who: whoOf(entry) })) : [];
  const { id, to, reason, mail, mailRemovedAt, supersededBy, channel, conversationId, withdrawn } = delivery;
  const conversation = useLoaded(conversationId, () => load(conversationId)).now;
  const name = conversation.state === 'ready' ? visitorName(conversation.value) : null;
  const title =
    channel === 'email'
      ? say('deliveries.emailTo', { address: to ?? '…' })
      : say('deliveries.messageTo', { name: name ?? to ?? '…', channel: channelNames[channel] });
  return (
    <Page title={title} actions={<Back />}>
      <div class="delivery">
        <section class="delivery-state" aria-label={say('deliveries.state')}>
          <div class="delivery-now" role="status">
            <StatusBadge delivery={delivery} />
            {isParkedReason(reason) && <strong>{say(reasonWords[reason].why)}</strong>}
            {withdrawn !== null && <strong>{say(`withdrawals.${withdrawn.reason}`)}</strong>}
          </div>
          {isParkedReason(reason) && <p>{say(reasonWords[reason].advice)}</p>}
          {supersededBy !== null && (
            <p>
              <a class="link" href={paths.delivery(supersededBy)}>
                {say('deliveries.laterOne')}
              </a>
            </p>
          )}
          <Actions delivery={delivery} set={set} />
        </section>
        <div class="delivery-parts">
          <div class="delivery-side">
            <section class="card">
              <header class="card-head">
                <h2>{say('deliveries.story')}</h2>
              </header>
              <ol class="story card-body">
                {storyOf(delivery, acted).map(({ at, words, detail, tone }, index) => (
                  <li key={index} class={tone}>
                    <Time at={at} format={dateTime} />
                    <span>{words}</span>
                    {detail !== null && <span class="faint story-detail">{detail}</span>}
                  </li>
                ))}
              </ol>
            </section>
            <Belongs delivery={delivery} />
          </div>
          {channel !== 'email' && <SentParts delivery={delivery} />}
          {channel === 'email' && (
            <section class="card delivery-email">
              <header class="card-head">
                <h2>{say('deliveries.asSent')}</h2>
              </header>
              {mail ? (
                <>
                  <dl class="facts card-body">
                    <dt>{say('deliveries.from')}</dt>
                    <dd>{mail.from}</dd>
                    <dt>{say('deliveries.to')}</dt>
                    <dd>{mail.to}</dd>
                    <dt>{say('deliveries.subject')}</dt>
                    <dd>{mail.subject}</dd>
                    <dt>{say('deliveries.messageId')}</dt>
                    <dd>{mail.messageId}</dd>
                  </dl>
                  <EmailFrame
                    src={`/v1/deliveries/${encodeURIComponent(id)}/html`}
                    title={say('deliveries.emailTitled', { subject: mail.subject })}
                  />
                </>
              ) : (
                <p class="card-body faint">
                  {say(mailRemovedAt === null ? 'deliveries.notComposed' : 'deliveries.removed')}
                </p>
              )}
            </section>
          )}
        </div>
      </div>
    </Page>
  );
}

function Actions({ delivery: { id, status }, set }: StoryProps) {
  const [isDismissing, setDismissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [isRead, setRead] = useState(false);
  if (!isReplayable(status)) return null;
  const again = async (evenIfRead: boolean) => {
    setBusy(true);
    const replayed = await replay(id, { evenIfRead });
    setRead(replayed.kind === 'refused' && replayed.slug === 'already-read');
    setBusy(false);
  };
  const isAsked = isBeingReplayed(id);
  return (
    <div class="delivery-actions">
      <Button kind="primary" icon="retry" disabled={isBusy || isAsked} onClick={() => void again(false)}>
        {say('deliveries.replay')}
      </Button>
      {isRead && !isAsked && (
        <Button icon="retry" disabled={isBusy} onClick={() => void again(true)}>
          {say('deliveries.replayEvenIfRead')}
        </Button>
      )}
      {status === 'parked' && (
        <Button disabled={isBusy || isAsked} onClick={() => setDismissing(true)}>
          {say('deliveries.dismiss')}
        </Button>
      )}
      {isDismissing && (
        <DismissDialog
          means={say('deliveries.dismissMeans')}
          dismiss={async (reason) => set({ mail: null, ...(await client.deliveries.dismiss(id, { reason })) })}
          onClose={() => setDismissing(false)}
        />
      )}
    </div>
  );
}

/** The conversation, and its other emails, which may carry what this one did not. */
function Belongs({ delivery: { id, conversationId } }: { readonly delivery: Delivery }) {
  const conversation = useLoaded(conversationId, () => load(conversationId)).now;
  const others = useLoaded(conversationId, () =>
    client.deliveries.list({ conversation: conversationId, limit: maxOthers }),
  );
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type === 'delivery.updated' && event.data.conversationId === conversationId) void others.again();
      }),
    [conversationId],
  );
  const rows = others.now.state === 'ready' ? others.now.value.items.filter((other) => other.id !== id) : [];
  return (
    <section class="card">
      <header class="card-head">
        <h2>{say('deliveries.conversation')}</h2>
        <a class="link" href={paths.conversation(conversationId)}>
          {conversation.state === 'ready'
            ? (visitorName(conversation.value) ?? say('list.anonymous'))
            : say('deliveries.open')}
        </a>
      </header>
      <ul class="card-body others">
        {rows.length === 0 && <li class="faint">{say('deliveries.noOthers')}</li>}
        {rows.map((other) => (
          <li key={other.id}>
            <a class="link" href={paths.delivery(other.id)}>
              <Time at={other.createdAt} format={dateTime} />
            </a>
            <StatusBadge delivery={other} />
          </li>
        ))}
      </ul>
    </section>
  );
}
