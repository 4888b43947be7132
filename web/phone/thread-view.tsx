import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { BackIcon } from '../mailbox/icons.tsx';
import { initials } from '../mailbox/words.ts';
import type { WholeThread } from './api.ts';
import { Composer } from './composer.tsx';
import { MessageView } from './message-view.tsx';
import { OwnInbox } from './own-inbox.tsx';
import { hashOf, place, readsAtOnce } from './state.ts';
import { channelNames, windowInWords } from './words.ts';

const minute = 60_000;

/** A conversation as on the visitor's phone. */
export function ThreadView({ thread }: { readonly thread: WholeThread }) {
  const { channel, pageName, messages, older, windowEndsAt } = thread;
  const list = useRef<HTMLOListElement>(null);
  const newest = messages.at(-1)?.id;
  useLayoutEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newest]);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute);
    return () => clearInterval(timer);
  }, []);
  const name = thread.name ?? (place.value?.name || 'A new visitor');
  return (
    <div class="held">
      <article class="phone" aria-label={`${channelNames[channel]}: ${name} and ${pageName}`}>
        <header class="phone-head">
          <a class="back" href={hashOf(null)} aria-label="All conversations">
            <BackIcon />
          </a>
          <span class="avatar" aria-hidden="true">
            {initials(pageName)}
          </span>
          <div class="phone-title">
            <h2>{pageName}</h2>
            <p class="note">
              {channelNames[channel]} · {windowInWords(windowEndsAt, Math.max(now, Date.now()))}
            </p>
          </div>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
        <ol class="messages" ref={list} tabIndex={0} aria-label="Messages">
          {older > 0 && <li class="note">{older} older messages are not shown.</li>}
          {messages.map((message) => (
            <MessageView key={message.id} message={message} channel={channel} />
          ))}
        </ol>
        <Composer isNew={messages.length === 0} />
      </article>
      <div class="beside">
        <p>
          You are <strong>{name}</strong>. <span class="faint">ID {thread.personId}</span>
        </p>
        <label class="check">
          <input
            type="checkbox"
            checked={readsAtOnce.value}
            onChange={({ currentTarget }) => {
              readsAtOnce.value = currentTarget.checked;
            }}
          />
          <span>Answers are read as soon as they arrive</span>
        </label>
        {messages.length > 0 && <OwnInbox />}
      </div>
    </div>
  );
}
