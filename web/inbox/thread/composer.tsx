import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation } from '../../../packages/client/src/index.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { useCommands } from '../commands.ts';
import { useKey } from '../keys.ts';
import { Button } from '../parts/button.tsx';
import { Menu, MenuItem } from '../parts/menu.tsx';
import { say } from '../words/language.ts';
import { fateOf } from './fate.ts';
import { FateLine } from './fate-line.tsx';
import { draftOf, keepDraft } from './kept.ts';
import { send, threadOf } from './messages-state.ts';
import { undeliveredTo } from './outcome.ts';
import type { Wish } from './pending.ts';
import { takeWriting } from './writing.ts';

/** What is written is kept when nothing was typed for so long, or the page is left. */
const keepAfterMs = 300;
/** The other side shows it for six seconds (docs/integrate.md). */
const typingEveryMs = 3_000;
const longest = 10_000;

interface ComposerProps {
  readonly conversation: Conversation;
}

/** The field to answer in, and what will become of the answer. */
export function Composer({ conversation }: ComposerProps) {
  const { id } = conversation;
  const field = useRef<HTMLTextAreaElement>(null);
  const [wish, setWish] = useState<Wish>('auto');
  const [isEmpty, setEmpty] = useState(() => draftOf(id).trim() === '');
  const keeping = useRef<ReturnType<typeof setTimeout>>(undefined);
  const toldTypingAt = useRef(0);
  const { messages } = threadOf(id).value;

  const textOf = () => field.current?.value ?? '';
  const keep = () => {
    clearTimeout(keeping.current);
    keepDraft(id, textOf());
  };

  useLayoutEffect(() => {
    grow(field.current);
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
    };
  }, []);
  // By then the field is gone, so its text is taken from what was typed last.
  const typed = useRef<string | null>(null);
  useEffect(
    () => () => {
      clearTimeout(keeping.current);
      if (typed.current !== null) keepDraft(id, typed.current);
    },
    [],
  );

  function onInput() {
    const text = textOf();
    typed.current = text;
    setEmpty(text.trim() === '');
    grow(field.current);
    clearTimeout(keeping.current);
    keeping.current = setTimeout(keep, keepAfterMs);
    if (text.trim() === '' || Date.now() - toldTypingAt.current < typingEveryMs) return;
    toldTypingAt.current = Date.now();
    void client.conversations.typing(id).catch(() => {});
  }

  function submit(as: Wish = wish) {
    const text = textOf().trim();
    if (text === '' || field.current === null) return;
    send(id, text, as);
    field.current.value = '';
    typed.current = '';
    toldTypingAt.current = 0;
    setEmpty(true);
    setWish('auto');
    grow(field.current);
    keep();
    field.current.focus();
  }

  const write = (as: Wish) => {
    setWish(as);
    field.current?.focus();
  };
  useEffect(
    () =>
      takeWriting(id, (text) => {
        const { current } = field;
        if (current === null) return;
        current.focus();
        current.setRangeText(spaced(current, text), current.selectionStart, current.selectionEnd, 'end');
        onInput();
      }),
    [id],
  );
  useKey('reply', () => write('auto'));
  useKey('note', () => write('note'));
  useKey('sendMessage', () => submit());
  useCommands([
    { id: 'reply', label: say('thread.keyReply'), icon: 'reply', key: 'reply', run: () => write('auto') },
    { id: 'note', label: say('thread.keyNote'), icon: 'note', key: 'note', run: () => write('note') },
  ]);

  const isNote = wish === 'note';
  const { email } = conversation.visitor;
  const rules = me.value?.account.forwarding ?? null;
  const fate = fateOf({ conversation, rules, undelivered: undeliveredTo(messages, email), wish });

  return (
    <form
      class="composer"
      data-kind={wish === 'note' ? 'note' : 'message'}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        class="composer-field scroll"
        rows={1}
        maxLength={longest}
        dir="auto"
        aria-label={say(isNote ? 'thread.writeNote' : 'thread.writeReply')}
        aria-describedby="fate"
        placeholder={say(isNote ? 'thread.writeNote' : 'thread.writeReply')}
        defaultValue={draftOf(id)}
        onInput={onInput}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          const isPlain = event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey;
          if (!isPlain || event.isComposing || isTouch() || me.value?.preferences.sendWith !== 'enter') return;
          event.preventDefault();
          submit();
        }}
      />
      <div class="composer-foot">
        <FateLine fate={fate} />
        <span class="button-group">
          <Button type="submit" kind="primary" icon="send" disabled={isEmpty} shortcut="sendMessage">
            {say(wishes[wish].button)}
          </Button>
          <Menu
            label={say('thread.sendAs')}
            opener={(attributes) => <Button kind="primary" icon="down" label={say('thread.sendAs')} {...attributes} />}
          >
            {(['auto', 'now', 'never', 'note'] as const).map((one) => (
              <MenuItem
                key={one}
                isChecked={wish === one}
                hint={say(wishes[one].hint)}
                isDisabled={one === 'now' && email === null}
                onChoose={() => write(one)}
              >
                {say(wishes[one].words)}
              </MenuItem>
            ))}
          </Menu>
        </span>
      </div>
    </form>
  );
}

const wishes = {
  auto: { words: 'thread.send', hint: 'thread.sendMeans', button: 'thread.send' },
  now: { words: 'thread.sendAndEmail', hint: 'thread.sendAndEmailMeans', button: 'thread.sendAndEmail' },
  never: { words: 'thread.sendInChat', hint: 'thread.sendInChatMeans', button: 'thread.sendInChat' },
  note: { words: 'thread.noteOn', hint: 'thread.fateNote', button: 'thread.addNote' },
} as const;

/** On a screen's keyboard Enter makes a new line, because there is no other key for it. */
const isTouch = () => matchMedia('(pointer: coarse)').matches;

/** With a space before it if it would touch a word. */
const spaced = ({ value, selectionStart }: HTMLTextAreaElement, text: string) =>
  /\S$/.test(value.slice(0, selectionStart)) ? ` ${text}` : text;

/** As high as its text, up to what its style allows. */
function grow(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
