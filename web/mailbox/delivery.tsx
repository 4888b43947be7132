import { useState } from 'preact/hooks';
import { api, type Mail } from './api.ts';
import { choices } from './state.ts';
import { spelled, wholeTime } from './words.ts';

/** What SendGrid reported about an email, and what it may report next. */
export function Delivery({ mail }: { readonly mail: Mail }) {
  const [said, say] = useState<string | null>(null);
  const happen = async (event: string) => {
    try {
      await api.happen(mail.id, event);
      say(`Reported: ${spelled(event)}.`);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  const kinds = Object.entries(choices.value?.happenings ?? {});
  return (
    <div class="delivery">
      <h4>What SendGrid reported</h4>
      {mail.reports.length === 0 ? (
        <p class="faint">Nothing since the mailbox was started.</p>
      ) : (
        <ol class="reports">
          {mail.reports.map((report, index) => (
            <li key={index}>
              <strong>{spelled(report.event)}</strong>
              <time dateTime={report.happenedAt}>{wholeTime(report.happenedAt)}</time>
              {report.said !== null && <span class="faint">{report.said}</span>}
              {report.state === 'waiting' && <span class="chip">not accepted by the API yet</span>}
            </li>
          ))}
        </ol>
      )}
      <h4>What happens to it now</h4>
      <ul class="happenings">
        {kinds.map(([kind, sentence]) => (
          <li key={kind}>
            <button type="button" class="outline" onClick={() => void happen(kind)}>
              {spelled(kind)}
            </button>
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
      <p class="note" role="status">
        {said}
      </p>
    </div>
  );
}
