import type { VNode } from 'preact';
import type { ShownMessage } from '../chat.ts';
import type { Around, InAround } from './around.ts';
import { Message } from './message.tsx';
import { Icon } from './pictures.tsx';
import { type MessageRow, type Row, rowsOf } from './rows.ts';

/** What was drawn of messages, because it is the same again at each letter that the visitor types. */
const drawn = new WeakMap<ShownMessage, { readonly as: string; readonly element: VNode }>();

function message(around: Around, row: MessageRow): VNode {
  const { key, shown, isFirst, isLast } = row;
  const as = `${around.language.tag} ${isFirst} ${isLast}`;
  const before = drawn.get(shown);
  if (before?.as === as) return before.element;
  const element = <Message key={key} around={around} row={row} />;
  drawn.set(shown, { as, element });
  return element;
}

/** The messages, the newest at the end. */
export function Transcript({ around }: InAround) {
  const { chat, language, following } = around;
  const { say } = language;
  const messages = chat.messages.value;
  const isLoading = chat.earlier.value === 'loading';
  const unread = chat.unread.value;
  const shown = (row: Row) => {
    switch (row.kind) {
      case 'day':
        return (
          <p key={row.key} class="day">
            {language.day(row.time, Date.now())}
          </p>
        );
      case 'new':
        return (
          <p key={row.key} class="day new">
            {say('new')}
          </p>
        );
      case 'message':
        return message(around, row);
      default:
        return row satisfies never;
    }
  };
  return (
    <div class="middle">
      <div
        ref={following.log}
        class="log"
        role="log"
        aria-label={say('messages')}
        aria-busy={isLoading}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={following.scrolled}
      >
        {chat.earlier.value !== 'none' && (
          <button type="button" class="plain" disabled={isLoading} onClick={chat.loadEarlier}>
            {say(isLoading ? 'loading' : 'earlier')}
          </button>
        )}
        {messages.length === 0 && (
          <div class="empty">
            <h3>{say('hello')}</h3>
            <p>{say(chat.team.value.isOnline ? 'writeBelow' : 'leaveMessage')}</p>
          </div>
        )}
        {rowsOf(messages, following.newFrom).map(shown)}
      </div>
      {!following.isAtEnd.value && (
        <button type="button" class="newest" aria-label={say('toNewest')} onClick={following.toEnd}>
          {unread > 0 && say('newMessages', { count: unread })}
          <Icon of="down" />
        </button>
      )}
    </div>
  );
}
