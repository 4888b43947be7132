import { useEffect, useRef, useState } from 'preact/hooks';
import type { Mail, Reply } from './api.ts';
import { BackIcon, ReplyIcon } from './icons.tsx';
import { MailCard } from './mail-card.tsx';
import { ReplyBox } from './reply-box.tsx';
import { ReplyCard } from './reply-card.tsx';
import { hashOf, openThread, place } from './state.ts';
import { counted } from './words.ts';

type Entry = { readonly kind: 'mail'; readonly mail: Mail } | { readonly kind: 'reply'; readonly reply: Reply };

/** The emails and replies of one conversation, oldest first; the newest email is open. */
export function ThreadView() {
  const heading = useRef<HTMLHeadingElement>(null);
  const reply = useRef<HTMLTextAreaElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => document.querySelector('.card[data-newest=true]')?.scrollIntoView({ block: 'start' }), []);
  const { mails, replies } = openThread.value?.whole ?? { mails: [], replies: [] };
  const newest = mails.at(-1);
  const [opened, open] = useState<Readonly<Record<string, boolean>>>({});
  if (newest === undefined) return null;
  const entries: readonly Entry[] = [
    ...mails.map((mail) => ({ kind: 'mail', mail }) as const),
    ...replies.map((reply) => ({ kind: 'reply', reply }) as const),
  ].sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1));
  return (
    <article class="thread">
      <header class="thread-head">
        <a class="back" href={hashOf({ ...place.value, thread: null })}>
          <BackIcon />
          <span class="hidden">Back to all emails</span>
        </a>
        <div class="thread-title">
          <h2 ref={heading} tabIndex={-1} dir="auto">
            {newest.subject}
          </h2>
          <p class="faint">
            {counted(mails.length, 'email', 'emails')}
            {replies.length > 0 && `, ${counted(replies.length, 'reply', 'replies')}`}
          </p>
        </div>
        <button type="button" class="primary" onClick={() => reply.current?.focus()}>
          <ReplyIcon /> Reply
        </button>
      </header>
      {entries.map((entry) =>
        entry.kind === 'mail' ? (
          <MailCard
            key={entry.mail.id}
            mail={entry.mail}
            isNewest={entry.mail === newest && entries.length > 1}
            isOpen={opened[entry.mail.id] ?? entry.mail === newest}
            onToggle={(isOpen) => open({ ...opened, [entry.mail.id]: isOpen })}
          />
        ) : (
          <ReplyCard key={entry.reply.id} reply={entry.reply} />
        ),
      )}
      <ReplyBox key={newest.id} mail={newest} field={reply} />
    </article>
  );
}

const timeOf = (entry: Entry) => (entry.kind === 'mail' ? entry.mail.receivedAt : entry.reply.receivedAt);
