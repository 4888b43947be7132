import { useEffect, useState } from 'preact/hooks';
import type { InboundEmail } from '../../../packages/client/src/index.ts';
import { serviceNow } from '../account/clock.ts';
import { client } from '../account/session.ts';
import { paths } from '../go.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { Page, type PageProps } from '../parts/page.tsx';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { bytes, dateTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import { EmailFrame } from './email-frame.tsx';
import { deadLetterWords, inboundStates } from './inbound-words.ts';
import './deliveries.css';

/** While an email is being processed, which takes a moment, this looks what became of it. */
const lookEveryMs = 1_000;

/** An email that came in: what became of it, what one can do, and the email itself. */
export function ReceivedEmailPage({ params: { id = '' } }: PageProps) {
  const { now, again, set } = useLoaded(id, () => client.inbound.get(id));
  const isNew = now.state === 'ready' && now.value.state === 'new';
  useEffect(() => {
    if (!isNew) return;
    const timer = setInterval(() => void again(), lookEveryMs);
    return () => clearInterval(timer);
  }, [isNew, id]);
  const back = (
    <a class="button quiet" href={paths.received}>
      {say('received.back')}
    </a>
  );
  if (now.state !== 'ready')
    return (
      <Page title={say('deliveries.one')} actions={back}>
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
  const email = now.value;
  const { from, state, reason, subject } = email;
  return (
    <Page title={say('received.emailFrom', { address: from ?? say('received.noSender') })} actions={back}>
      <div class="delivery">
        <section class="delivery-state" aria-label={say('deliveries.state')}>
          <div class="delivery-now" role="status">
            <Badge tone={inboundStates[state].tone}>{say(inboundStates[state].words)}</Badge>
            {reason !== null && <strong>{say(deadLetterWords[reason].why)}</strong>}
          </div>
          {reason !== null && state === 'deadLetter' && <p>{say(deadLetterWords[reason].advice)}</p>}
          <Actions email={email} set={set} />
        </section>
        <div class="delivery-parts">
          <Facts email={email} />
          <section class="card delivery-email">
            <header class="card-head">
              <h2>{say('received.original')}</h2>
            </header>
            {isKept(email) ? (
              <EmailFrame
                src={`/v1/inbound/${encodeURIComponent(id)}/html`}
                title={say('deliveries.emailTitled', { subject: subject ?? '' })}
              />
            ) : (
              <p class="card-body faint">{say('deliveries.removed')}</p>
            )}
          </section>
        </div>
      </div>
    </Page>
  );
}

const isKept = ({ contentUntil, state, reason }: InboundEmail): boolean =>
  reason !== 'tooLarge' && (contentUntil === null ? state === 'new' : Date.parse(contentUntil) > serviceNow());

function Facts({ email }: { readonly email: InboundEmail }) {
  const { from, subject, attachments, conversationId, receivedAt, contentUntil, dismissed } = email;
  const rows = [
    [say('deliveries.from'), from ?? say('received.noSender')],
    [say('deliveries.subject'), subject ?? '–'],
    [say('received.receivedAt'), <Time key="at" at={receivedAt} format={dateTime} />],
    [say('received.size'), bytes(email.bytes)],
    ...(attachments.length === 0 ? [] : [[say('received.files'), attachments.join(', ')]]),
    ...(contentUntil === null
      ? []
      : [[say('received.keptUntil'), <Time key="until" at={contentUntil} format={dateTime} />]]),
    ...(dismissed === null ? [] : [[say('deliveries.dismissed'), dismissed.reason]]),
    ...(conversationId === null
      ? []
      : [
          [
            say('deliveries.conversation'),
            <a key="conversation" class="link" href={paths.conversation(conversationId)}>
              {say('deliveries.open')}
            </a>,
          ],
        ]),
  ] as const;
  return (
    <section class="card">
      <dl class="facts card-body">
        {rows.map(([name, value], index) => [
          <dt key={`${index}-name`}>{name}</dt>,
          <dd key={`${index}-value`}>{value}</dd>,
        ])}
      </dl>
    </section>
  );
}

interface ActionsProps {
  readonly email: InboundEmail;
  readonly set: (email: InboundEmail) => void;
}

function Actions({ email: { id, state }, set }: ActionsProps) {
  const [isDismissing, setDismissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  if (state !== 'deadLetter') return null;
  const replay = async () => {
    setBusy(true);
    try {
      set(await client.inbound.replay(id));
      toast(say('received.replayed', { count: 1 }));
    } catch (error) {
      toastFailure(error);
    }
    setBusy(false);
  };
  return (
    <div class="delivery-actions">
      <Button kind="primary" icon="retry" disabled={isBusy} onClick={() => void replay()}>
        {say('deliveries.replay')}
      </Button>
      <Button disabled={isBusy} onClick={() => setDismissing(true)}>
        {say('deliveries.dismiss')}
      </Button>
      {isDismissing && (
        <DismissDialog
          means={say('received.dismissMeans')}
          dismiss={async (reason) => set(await client.inbound.dismiss(id, { reason }))}
          onClose={() => setDismissing(false)}
        />
      )}
    </div>
  );
}
