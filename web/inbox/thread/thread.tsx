import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation } from '../../../packages/client/src/index.ts';
import { minute, second } from '../account/clock.ts';
import { conversation, presume, visitorName } from '../account/conversations.ts';
import { client } from '../account/session.ts';
import { useKey } from '../keys.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { day } from '../words/format.ts';
import { say } from '../words/language.ts';
import { Line, NextEmail } from './around.tsx';
import { Composer } from './composer.tsx';
import { MessageView, PendingView } from './message.tsx';
import { loadOlder, loadThread, type ThreadState, threadOf } from './messages-state.ts';
import { type ThreadRow, threadRows } from './rows.ts';
import { ThreadHead } from './thread-head.tsx';
import { wantToWrite } from './writing.ts';
import './thread.css';

/** A conversation, and the field to answer in it. */
export function Thread({ id }: { readonly id: string | null }) {
  return id === null ? <NoneOpen /> : <OpenThread id={id} />;
}

const NoneOpen = () => (
  <Empty icon="chat" title={say('thread.noneTitle')}>
    <p>{say('thread.noneText')}</p>
  </Empty>
);

function OpenThread({ id }: { readonly id: string }) {
  const thread = threadOf(id).value;
  const shown = conversation(id).value;
  if (thread.state === 'missing')
    return (
      <Empty icon="search" title={say('thread.missingTitle')}>
        <p>{say('thread.missingText')}</p>
        <a class="link" href="/inbox">
          {say('thread.keyBack')}
        </a>
      </Empty>
    );
  if (thread.state === 'failed')
    return (
      <Empty icon="alert" title={say('thread.failed')}>
        <Button onClick={() => void loadThread(id)}>{say('shell.retry')}</Button>
      </Empty>
    );
  if (shown === null) return <Unknown id={id} />;
  const isLoaded = thread.state === 'ready';
  // One can write before the messages are there; what acts on the conversation waits for them.
  return (
    <>
      <ThreadHead conversation={shown} isLoaded={isLoaded} />
      {isLoaded ? (
        <Log id={id} thread={thread} />
      ) : (
        <div class="log-frame">
          <SkeletonRows count={5} />
        </div>
      )}
      <div class="thread-below">
        {isLoaded && <NextEmail conversation={shown} messages={thread.messages} />}
        <Composer conversation={shown} />
      </div>
    </>
  );
}

/** Whoever wants to write before there is a field has the focus in it once it is there. */
function Unknown({ id }: { readonly id: string }) {
  useKey('reply', () => wantToWrite(id, 'auto'));
  useKey('note', () => wantToWrite(id, 'note'));
  return <SkeletonRows count={5} />;
}

/** Whoever is so near to the end stays there when something comes, in pixels. */
const nearEnd = 80;
/** Whoever scrolls up to here gets the messages before, in pixels. */
const nearStart = 300;

function Log({ id, thread }: { readonly id: string; readonly thread: ThreadState }) {
  const shown = conversation(id).value;
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const heightBefore = useRef(0);
  const [hasNew, setHasNew] = useState(false);
  const [isLoading, setLoading] = useState(false);
  const isAsking = useRef(false);
  const { messages, pending, hasOlder } = thread;
  const newest = pending.at(-1)?.id ?? messages.at(-1)?.id;
  const oldest = messages[0]?.id;

  const toEnd = () => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  };
  // What came last is in sight, unless one reads further up.
  useLayoutEffect(() => {
    if (isAtEnd.current || pending.length > 0) toEnd();
    else setHasNew(true);
  }, [newest, messages.length - messages.findIndex((one) => one.id === oldest)]);
  // What comes above does not move what one reads.
  useLayoutEffect(() => {
    const { current } = log;
    if (current !== null && heightBefore.current > 0) current.scrollTop += current.scrollHeight - heightBefore.current;
    heightBefore.current = 0;
  }, [oldest]);
  useEffect(() => {
    const { current } = log;
    if (current === null) return;
    const observer = new ResizeObserver(() => isAtEnd.current && toEnd());
    observer.observe(current);
    for (const child of current.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);

  async function older() {
    if (isAsking.current) return;
    isAsking.current = true;
    setLoading(true);
    heightBefore.current = log.current?.scrollHeight ?? 0;
    await loadOlder(id).catch(() => {});
    isAsking.current = false;
    setLoading(false);
  }

  function onScroll() {
    const { current } = log;
    if (current === null) return;
    isAtEnd.current = current.scrollHeight - current.scrollTop - current.clientHeight < nearEnd;
    if (isAtEnd.current) setHasNew(false);
    else if (hasOlder && current.scrollTop < nearStart) void older();
  }

  useReading(id);
  if (shown === null) return null;
  const name = visitorName(shown);
  const seed = shown.visitor.email ?? id;
  return (
    <div class="log-frame">
      <div
        class="log scroll"
        ref={log}
        role="log"
        aria-label={say('thread.messages')}
        aria-busy={isLoading}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard
        tabIndex={0}
        onScroll={onScroll}
      >
        <div class="log-rows">
          {hasOlder && (
            <Button class="older" kind="quiet" size="small" disabled={isLoading} onClick={() => void older()}>
              {say('thread.older')}
            </Button>
          )}
          {threadRows(messages, shown, hasOlder).map((row) => (
            <RowView
              key={row.key}
              row={row}
              name={name}
              seed={seed}
              picture={shown.visitor.pictureUrl}
              channel={shown.channel.kind}
            />
          ))}
          {pending.map((one) => (
            <PendingView key={one.id} conversationId={id} pending={one} />
          ))}
          <VisitorTypes thread={thread} name={name} />
        </div>
      </div>
      {hasNew && (
        <Button class="to-end" size="small" icon="down" onClick={toEnd}>
          {say('thread.newMessages')}
        </Button>
      )}
    </div>
  );
}

/** What is in sight while the page is looked at counts as read by this agent. */
function useReading(id: string): void {
  const { unread = 0, lastSeq = 0 } = conversation(id).value ?? {};
  useEffect(() => {
    if (unread === 0) return;
    const read = () => {
      if (!document.hasFocus()) return;
      presume(id, (known) => ({ ...known, unread: 0 }));
      void client.conversations.read(id, { upTo: lastSeq }).catch(() => {});
    };
    read();
    addEventListener('focus', read);
    return () => removeEventListener('focus', read);
  }, [id, unread > 0, lastSeq]);
}

interface RowViewProps {
  readonly row: ThreadRow;
  readonly name: string | null;
  readonly seed: string;
  readonly picture: string | undefined;
  readonly channel: Conversation['channel']['kind'];
}

function RowView({ row, name, seed, picture, channel }: RowViewProps) {
  switch (row.kind) {
    case 'day':
      return <h2 class="day">{day(row.at, minute.value)}</h2>;
    case 'message':
      return (
        <MessageView
          message={row.message}
          isFirst={row.isFirst}
          visitorName={name}
          visitorSeed={seed}
          visitorPicture={picture}
          channel={channel}
        />
      );
    case 'left':
      return (
        <Line icon="out" at={row.at}>
          {say('thread.leftSite')}
        </Line>
      );
    case 'emailed':
      return (
        <Line icon="mail" at={row.at}>
          {say('thread.mailedTo', { address: row.address, count: row.count })}
        </Line>
      );
    default:
      return row satisfies never;
  }
}

function VisitorTypes({ thread: { typing }, name }: { readonly thread: ThreadState; readonly name: string | null }) {
  const now = Math.min(second.value, Date.now());
  if (!typing.some(({ kind, until }) => kind === 'visitor' && until >= now)) return null;
  return (
    <p class="typing faint small" role="status">
      {say('thread.typing', { name: name ?? say('list.anonymous') })}
    </p>
  );
}
