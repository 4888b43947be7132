import type { InAround } from './around.ts';
import { Face, IconButton } from './pictures.tsx';
import { isUnread } from './rows.ts';

/** The newest message that the visitor has not read, beside the launcher, until it is opened or put away. */
export function Preview({ around }: InAround) {
  const { chat, language, name, putAway } = around;
  const shown = chat.messages.value.findLast(isUnread(chat));
  if (!shown || !('message' in shown) || shown.message.id === putAway.value) return null;
  const { id, author, text, attachments } = shown.message;
  const who = author.name ?? name;
  const count = chat.unread.value - 1;
  return (
    <div class="preview">
      <button
        type="button"
        class="open"
        onClick={() => {
          chat.isOpen.value = true;
        }}
      >
        <Face person={{ name: who, avatarUrl: author.avatarUrl }} />
        <span>
          <b>
            <bdi>{who}</bdi>
          </b>
          <span class="start" dir="auto">
            {text.slice(0, 300) || attachments[0]?.name}
          </span>
          {count > 0 && <small>{language.say('andMore', { count })}</small>}
        </span>
      </button>
      <IconButton
        of="cross"
        label={language.say('dismiss')}
        onClick={() => {
          putAway.value = id;
        }}
      />
    </div>
  );
}
