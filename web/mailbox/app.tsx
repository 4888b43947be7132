import { useEffect } from 'preact/hooks';
import { FaultsButton } from './faults.tsx';
import { EnvelopeIcon, SearchIcon } from './icons.tsx';
import { List } from './list.tsx';
import { announced, choices, hashOf, isGone, openThread, place, searchFor, threads, trouble, unread } from './state.ts';
import { ThreadView } from './thread-view.tsx';

export function App() {
  const isReading = place.value.thread !== null;
  useEffect(() => {
    document.title = unread.value === 0 ? 'Mailbox' : `(${unread.value}) Mailbox`;
  }, [unread.value]);
  const isEmpty = threads.value?.length === 0 && place.value.search === '' && !isReading;
  return (
    <div class="app" data-reading={isReading}>
      <header class="bar">
        <div class="brand">
          <p class="name" aria-hidden="true">
            Mailbox
          </p>
          <p>A fake SendGrid: no email leaves this machine.</p>
        </div>
        <label class="search">
          <SearchIcon />
          <span class="hidden">Search by address, name or subject</span>
          <input
            type="search"
            placeholder="Search by address"
            value={place.value.search}
            onInput={({ currentTarget }) => searchFor(currentTarget.value)}
          />
        </label>
        <FaultsButton />
      </header>
      {trouble.value !== null && (
        <p class="trouble" role="alert">
          {trouble.value}
        </p>
      )}
      {isEmpty ? (
        <main class="whole">
          <h1 class="hidden">Mailbox</h1>
          <NoEmails />
        </main>
      ) : (
        <main class="panes">
          <h1 class="hidden">Mailbox</h1>
          <List />
          <section class="reading" aria-label="Email">
            {openThread.value === null ? <Nothing /> : <ThreadView key={openThread.value.id} />}
          </section>
        </main>
      )}
      <p class="hidden" aria-live="polite">
        {announced.value}
      </p>
    </div>
  );
}

function Nothing() {
  if (place.value.thread !== null)
    return isGone.value ? (
      <div class="nothing">
        <p>This email is not in the mailbox any more.</p>
        <a href={hashOf({ ...place.value, thread: null })}>All emails</a>
      </div>
    ) : (
      <p class="nothing">Loading …</p>
    );
  return (
    <div class="nothing">
      <EnvelopeIcon />
      <p>Choose an email to read it and to answer it as its recipient.</p>
    </div>
  );
}

function NoEmails() {
  const site = choices.value?.site ?? null;
  return (
    <div class="empty">
      <EnvelopeIcon />
      <h2>No emails yet</h2>
      <p>This is what visitors find in their inbox. To get an email:</p>
      <ol>
        <li>
          {site === null ? 'Write in the chat' : <a href={site}>Open the demo shop</a>}
          {site === null ? ' ' : ' and write in its chat '}with an email address, or after you have logged in.
        </li>
        <li>Let an agent answer.</li>
        <li>Leave the site before you read the answer.</li>
      </ol>
      <p>A few seconds later the answer arrives here. This page shows it by itself.</p>
    </div>
  );
}
