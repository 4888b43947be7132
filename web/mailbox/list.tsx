import { useState } from 'preact/hooks';
import { api, type Thread } from './api.ts';
import { ClipIcon } from './icons.tsx';
import { caught, hashOf, isUnread, place, threads, total } from './state.ts';
import { counted, initials, shortTime, wholeTime } from './words.ts';

export function List() {
  const shown = threads.value;
  return (
    <nav class="list" aria-label="Emails">
      <div class="list-head">
        <h2>{shown === null ? 'Emails' : counted(total.value, 'conversation', 'conversations')}</h2>
        <DeleteAll />
      </div>
      {shown?.length === 0 && (
        <p class="nothing">
          {place.value.search === '' ? 'No emails yet.' : `No email to or from “${place.value.search}”.`}
        </p>
      )}
      <ul>
        {(shown ?? []).map((thread) => (
          <Row key={thread.id} thread={thread} />
        ))}
      </ul>
      {shown !== null && total.value > shown.length && (
        <p class="note">The newest {shown.length} are shown. Search for an address to see others.</p>
      )}
    </nav>
  );
}

function Row({ thread }: { readonly thread: Thread }) {
  const isNew = isUnread(thread);
  const isOpen = place.value.thread === thread.id;
  const count = thread.mails + thread.replies;
  return (
    <li>
      <a
        class="row"
        href={hashOf({ ...place.value, thread: thread.id })}
        aria-current={isOpen ? 'true' : undefined}
        data-unread={isNew}
      >
        <span class="avatar" aria-hidden="true">
          {initials(thread.from)}
        </span>
        <span class="row-top">
          <span class="from">
            {isNew && <span class="hidden">Unread: </span>}
            {thread.from}
            {count > 1 && (
              <span class="count">
                {count}
                <span class="hidden"> emails and replies</span>
              </span>
            )}
          </span>
          <time dateTime={thread.updatedAt} title={wholeTime(thread.updatedAt)}>
            {shortTime(thread.updatedAt)}
          </time>
        </span>
        <span class="row-to">To {thread.to}</span>
        <span class="row-subject" dir="auto">
          {thread.hasAttachments && <ClipIcon />}
          {thread.subject}
        </span>
        <span class="row-snippet" dir="auto">
          {thread.snippet}
        </span>
      </a>
    </li>
  );
}

/** Asks once, because it cannot be undone. */
function DeleteAll() {
  const [asks, ask] = useState(false);
  if (threads.value === null || threads.value.length === 0) return null;
  if (!asks)
    return (
      <button type="button" class="quiet" onClick={() => ask(true)}>
        Delete all
      </button>
    );
  const remove = async () => {
    ask(false);
    if ((await caught(api.deleteAll().then(() => true))) === true) location.hash = '';
  };
  return (
    <span class="asks">
      <button type="button" class="quiet danger" onClick={remove}>
        Delete all emails
      </button>
      <button type="button" class="quiet" onClick={() => ask(false)}>
        Keep
      </button>
    </span>
  );
}
