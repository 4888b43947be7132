import type { InAround } from './around.ts';
import { Icon } from './pictures.tsx';

/** The messages, the newest at the end. */
export function Transcript({ around }: InAround) {
  const { chat, language, following, talk } = around;
  const { say } = language;
  const messages = chat.messages.value;
  const isLoading = chat.earlier.value === 'loading';
  const unread = chat.unread.value;
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
        {talk && <talk.Rows around={around} />}
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
