import { useId, useState } from 'preact/hooks';
import type { Mail, MailAddress, Report } from './api.ts';
import { Delivery } from './delivery.tsx';
import { ClipIcon } from './icons.tsx';
import { MailFrame } from './mail-frame.tsx';
import { Tabs } from './tabs.tsx';
import { inBytes, initials, shortTime, spelled, wholeTime } from './words.ts';

interface Props {
  readonly mail: Mail;
  readonly isOpen: boolean;
  readonly isNewest: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

const views = { email: 'Email', text: 'Text', headers: 'Headers', delivery: 'Delivery' } as const;
type View = keyof typeof views;

/** One email as its recipient has it. */
export function MailCard({ mail, isOpen, isNewest, onToggle }: Props) {
  const [view, show] = useState<View>('email');
  const body = useId();
  return (
    <section class="card" data-open={isOpen} data-newest={isNewest}>
      <h3>
        <button
          type="button"
          class="card-head"
          aria-expanded={isOpen}
          aria-controls={body}
          onClick={() => onToggle(!isOpen)}
        >
          <span class="avatar" aria-hidden="true">
            {initials(mail.from.name ?? mail.from.email)}
          </span>
          <span class="card-names">
            <strong>{mail.from.name ?? mail.from.email}</strong>
            <span class="faint">to {mail.to.map(({ email }) => email).join(', ')}</span>
          </span>
          <span class="card-side">
            <time dateTime={mail.receivedAt} title={wholeTime(mail.receivedAt)}>
              {shortTime(mail.receivedAt)}
            </time>
            <Standing reports={mail.reports} />
          </span>
        </button>
      </h3>
      {isOpen && (
        <div id={body} class="card-body">
          <Tabs name="What to show of the email" tabs={views} chosen={view} onChoose={show}>
            {view === 'email' && <MailFrame mail={mail} />}
            {view === 'text' && (
              <pre class="plain" dir="auto">
                {mail.text ?? 'The email has no text part.'}
              </pre>
            )}
            {view === 'headers' && <Headers mail={mail} />}
            {view === 'delivery' && <Delivery mail={mail} />}
          </Tabs>
          <Files mail={mail} />
        </div>
      )}
    </section>
  );
}

/** How far the email has come, by its newest report. */
function Standing({ reports }: { readonly reports: readonly Report[] }) {
  const newest = reports.findLast(
    ({ event, happenedAt }) => event !== 'processed' && Date.parse(happenedAt) <= Date.now() + 1_000,
  );
  if (newest === undefined) return <span class="chip">Accepted</span>;
  const isGood = newest.event === 'delivered';
  return <span class={`chip ${isGood ? 'good' : 'bad'}`}>{spelled(newest.event)}</span>;
}

function Headers({ mail }: { readonly mail: Mail }) {
  const rows: readonly (readonly [string, string])[] = [
    ['From', inWords(mail.from)],
    ['To', mail.to.map(inWords).join(', ')],
    ...(mail.replyTo === null ? [] : [['Reply-To', inWords(mail.replyTo)] as const]),
    ['Subject', mail.subject],
    ['Date', new Date(mail.receivedAt).toUTCString()],
    ...Object.entries(mail.headers),
  ];
  const args = Object.entries(mail.customArgs);
  return (
    <div class="headers">
      <dl>
        {rows.map(([name, value]) => (
          <Row key={name} name={name} value={value} />
        ))}
      </dl>
      {args.length > 0 && (
        <>
          <h4>Custom arguments, which SendGrid repeats in its reports</h4>
          <dl>
            {args.map(([name, value]) => (
              <Row key={name} name={name} value={value} />
            ))}
          </dl>
        </>
      )}
    </div>
  );
}

const Row = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

function Files({ mail }: { readonly mail: Mail }) {
  const files = mail.attachments.filter(({ contentId }) => contentId === undefined);
  if (files.length === 0) return null;
  return (
    <ul class="files" aria-label="Attachments">
      {files.map(({ filename, size, url }) => (
        <li key={url}>
          <a href={url} download={filename}>
            <ClipIcon />
            <span class="file-name">{filename}</span>
            <span class="faint">{inBytes(size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

const inWords = ({ name, email }: MailAddress) => (name === null ? email : `${name} <${email}>`);
