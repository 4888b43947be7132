import { useState } from 'preact/hooks';
import { initials, shortTime, wholeTime } from '../mailbox/words.ts';
import { api, type Thread } from './api.ts';
import { begin, caught, choices, hashOf, place, threads, total } from './state.ts';
import { channelNames } from './words.ts';

export function List() {
  const shown = threads.value ?? [];
  return (
    <nav class="list" aria-label="Conversations">
      <Beginning />
      <div class="list-head">
        <h2>Conversations</h2>
        <DeleteAll />
      </div>
      {threads.value?.length === 0 && <p class="note">Nobody has written yet.</p>}
      <ul>
        {shown.map((thread) => (
          <Row key={`${thread.pageId}:${thread.personId}`} thread={thread} />
        ))}
      </ul>
      {total.value > shown.length && <p class="note">The newest {shown.length} are shown.</p>}
    </nav>
  );
}

function Row({ thread }: { readonly thread: Thread }) {
  const { pageId, personId, name, channel, pageName, unread, updatedAt, snippet } = thread;
  const isOpen = place.value?.pageId === pageId && place.value.personId === personId;
  return (
    <li>
      <a
        class="row"
        href={hashOf({ pageId, personId, name: '' })}
        aria-current={isOpen ? 'true' : undefined}
        data-unread={unread > 0}
      >
        <span class="avatar" aria-hidden="true">
          {initials(name)}
        </span>
        <span class="row-top">
          <span class="from">{name}</span>
          <time dateTime={updatedAt} title={wholeTime(updatedAt)}>
            {shortTime(updatedAt)}
          </time>
        </span>
        <span class="row-to">
          {channelNames[channel]} · {pageName}
          {unread > 0 && ` · ${unread} unread`}
        </span>
        <span class="row-snippet" dir="auto">
          {snippet}
        </span>
      </a>
    </li>
  );
}

/** A visitor who writes for the first time. */
function Beginning() {
  const pages = choices.value?.pages ?? [];
  const [chosen, choose] = useState('');
  const [name, call] = useState('');
  const pageId = chosen || pages[0]?.id || '';
  if (choices.value !== null && pages.length === 0)
    return <p class="note">There is no page yet: PUT /api/pages/ID makes one.</p>;
  return (
    <form
      class="beginning"
      onSubmit={(event) => {
        event.preventDefault();
        if (pageId === '') return;
        begin(pageId, name.trim());
        call('');
      }}
    >
      <label class="field">
        <span>Write to</span>
        <select value={pageId} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {pages.map((page) => (
            <option key={page.id} value={page.id}>
              {page.name} on {channelNames[page.channel]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>As</span>
        <input
          value={name}
          maxLength={100}
          placeholder="a name, if you like"
          onInput={({ currentTarget }) => call(currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        New visitor
      </button>
    </form>
  );
}

/** Asks once, because it cannot be undone. */
function DeleteAll() {
  const [asks, ask] = useState(false);
  if ((threads.value ?? []).length === 0) return null;
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
        Delete all messages
      </button>
      <button type="button" class="quiet" onClick={() => ask(false)}>
        Keep
      </button>
    </span>
  );
}
