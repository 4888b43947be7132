import { useState } from 'preact/hooks';
import type { Reply } from './api.ts';
import { ClipIcon } from './icons.tsx';
import { becameOf } from './reply-state.ts';
import { initials, shortTime, wholeTime } from './words.ts';

/** What the recipient answered, as their email program sent it. */
export function ReplyCard({ reply }: { readonly reply: Reply }) {
  const [isWhole, showWhole] = useState(false);
  const whole = reply.text.trim();
  const short = reply.wrote?.trim() ?? whole;
  const { words, isGood } = becameOf(reply);
  return (
    <section class="card reply" data-open>
      <h3 class="card-head">
        <span class="avatar" aria-hidden="true">
          {initials(reply.name ?? reply.author)}
        </span>
        <span class="card-names">
          <strong>{reply.name ?? reply.author}</strong>
          <span class="faint">replied by email</span>
        </span>
        <span class="card-side">
          <time dateTime={reply.receivedAt} title={wholeTime(reply.receivedAt)}>
            {shortTime(reply.receivedAt)}
          </time>
        </span>
      </h3>
      <div class="card-body">
        <pre class="plain" dir="auto">
          {isWhole ? whole : short}
        </pre>
        {short !== whole && (
          <button type="button" class="quiet inline" aria-expanded={isWhole} onClick={() => showWhole(!isWhole)}>
            {isWhole ? 'Hide what it quotes' : 'Show what it quotes'}
          </button>
        )}
        {reply.files.length > 0 && (
          <ul class="files" aria-label="Attachments">
            {reply.files.map((name, index) => (
              <li key={index}>
                <span>
                  <ClipIcon />
                  <span class="file-name">{name}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
        <p class="outcome">
          <span class={`chip ${isGood === null ? '' : isGood ? 'good' : 'bad'}`}>{words}</span>
          <a href={`/api/inbound/${reply.id}/raw`} download={`reply-${reply.id}.eml`}>
            As it was sent (.eml)
          </a>
        </p>
      </div>
    </section>
  );
}
