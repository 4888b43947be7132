import type { ComponentType } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation } from '../../../packages/client/src/index.ts';
import { minute, serviceNow } from '../account/clock.ts';
import { me } from '../account/me.ts';
import { useCommands } from '../commands.ts';
import { ifOpened, openedConversation } from '../go.ts';
import { useKey } from '../keys.ts';
import { Button } from '../parts/button.tsx';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { useCanned } from './canned/use-canned.tsx';
import { addFiles, draftFiles, takeFiles } from './draft-files.ts';
import { DraftFiles } from './draft-files-view.tsx';
import { fateOf } from './fate.ts';
import { FateLine } from './fate-line.tsx';
import { draftOf, keepDraft } from './kept.ts';
import { send, threadOf } from './messages-state.ts';
import { OthersAnswer } from './others.tsx';
import { undeliveredTo } from './outcome.ts';
import type { Wish } from './pending.ts';
import { quietUntil, zoneOf } from './quiet.ts';
import { SendButton } from './send-button.tsx';
import { typingTeller } from './typing-told.ts';
import { takeWanted, takeWriting, wantToWrite } from './writing.ts';
import './composer.css';

/** What is written is kept when nothing was typed for so long, or the page is left. */
const keepAfterMs = 300;
const longest = 10_000;

type CannedDialog = ComponentType<{ readonly text: string; readonly onClose: () => void }>;

interface ComposerProps {
  readonly conversation: Conversation;
}

/** The field to answer in, and what will become of the answer. */
export function Composer({ conversation }: ComposerProps) {
  const { id } = conversation;
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const draft = useRef(draftOf(id));
  const [wish, setWish] = useState<Wish>(draft.current.wish);
  const [isEmpty, setEmpty] = useState(draft.current.text.trim() === '');
  const [isOver, setOver] = useState(false);
  // Loaded when somebody wants it.
  const [Dialog, setDialog] = useState<CannedDialog | null>(null);
  const keeping = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [teller] = useState(() => typingTeller(id));
  const { messages } = threadOf(id).value;
  const files = draftFiles(id).value;
  const canned = useCanned({ conversation, field, onTaken: onInput });

  const textOf = () => field.current?.value ?? '';
  const keep = () => {
    clearTimeout(keeping.current);
    keepDraft(id, draft.current);
  };

  useLayoutEffect(() => {
    grow(field.current);
    addEventListener('pagehide', keep);
    // By the time at which this is called, the field is gone: its text is in the draft.
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, []);

  function onInput() {
    const text = textOf();
    draft.current = { ...draft.current, text };
    setEmpty(text.trim() === '');
    grow(field.current);
    canned.look();
    clearTimeout(keeping.current);
    keeping.current = setTimeout(keep, keepAfterMs);
    // A note is nobody's answer.
    if (draft.current.wish === 'note') return;
    if (text.trim() === '') teller.stopped();
    else teller.typing();
  }

  function submit() {
    const text = textOf().trim();
    if ((text === '' && files.length === 0) || field.current === null) return;
    const attachments = takeFiles(id);
    if (attachments === null) return toast(say('composer.waitForFiles'));
    send(id, { text, attachments, wish });
    field.current.value = '';
    draft.current = { text: '', wish: 'auto' };
    teller.sent();
    setEmpty(true);
    setWish('auto');
    canned.close();
    grow(field.current);
    keep();
    field.current.focus();
  }

  const write = (as: Wish) => {
    setWish(as);
    draft.current = { ...draft.current, wish: as };
    keep();
    field.current?.focus();
  };
  const attach = (chosen: Iterable<File>) => {
    const refused = addFiles(id, chosen);
    if (refused !== null) toast(refused);
  };
  const openCanned = async () => {
    try {
      const { CannedDialog } = await import('./canned/canned-dialog.tsx');
      setDialog(() => CannedDialog);
    } catch (error) {
      toastFailure(error);
    }
  };
  useLayoutEffect(
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
  useLayoutEffect(() => {
    const wanted = takeWanted(id);
    if (wanted !== null) write(wanted);
  }, []);
  // Another one may be opened and not drawn yet: its composer takes the wish.
  const begin = (as: Wish) => {
    const opened = openedConversation();
    if (opened === id) write(as);
    else if (opened !== null) wantToWrite(opened, as);
  };
  useKey('reply', () => begin('auto'));
  useKey('note', () => begin('note'));
  useKey('sendMessage', ifOpened(id, submit));
  useCommands([
    { id: 'reply', label: say('thread.keyReply'), icon: 'reply', key: 'reply', run: () => write('auto') },
    { id: 'note', label: say('thread.keyNote'), icon: 'note', key: 'note', run: () => write('note') },
    { id: 'attach', label: say('composer.attach'), icon: 'clip', run: () => chooser.current?.click() },
    { id: 'canned', label: say('composer.canned'), icon: 'bolt', run: () => void openCanned() },
  ]);

  const isNote = wish === 'note';
  const { email } = conversation.visitor;
  const { account = null } = me.value ?? {};
  const rules = account?.forwarding ?? null;
  const timeZone = zoneOf(conversation.visitor.timeZone, account?.timeZone);
  const now = Math.max(minute.value, serviceNow());
  const fate = fateOf({
    ...{ conversation, rules, wish, now },
    undelivered: undeliveredTo(messages, email),
    quietUntil: quietUntil(rules?.quietHours ?? null, timeZone, now),
  });

  return (
    <>
      <form
        class="composer"
        data-kind={isNote ? 'note' : 'message'}
        data-over={isOver}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onDragOver={(event) => {
          if (!hasFiles(event.dataTransfer)) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          if (!hasFiles(event.dataTransfer)) return;
          event.preventDefault();
          attach(event.dataTransfer?.files ?? []);
        }}
      >
        <OthersAnswer conversationId={id} />
        {canned.list}
        <textarea
          ref={field}
          class="composer-field scroll"
          rows={1}
          maxLength={longest}
          dir="auto"
          aria-label={say(isNote ? 'thread.writeNote' : 'thread.writeReply')}
          aria-describedby="fate"
          placeholder={say(isNote ? 'thread.writeNote' : 'thread.writeReply')}
          defaultValue={draft.current.text}
          {...canned.attributes}
          onInput={onInput}
          onClick={canned.look}
          onBlur={canned.close}
          onPaste={(event) => {
            if (!hasFiles(event.clipboardData)) return;
            event.preventDefault();
            attach(event.clipboardData?.files ?? []);
          }}
          onKeyDown={(event) => {
            if (canned.takesKey(event)) return;
            if (event.key === 'Escape') event.currentTarget.blur();
            const isPlain = event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey;
            if (!isPlain || event.isComposing || isTouch() || me.value?.preferences.sendWith !== 'enter') return;
            event.preventDefault();
            submit();
          }}
        />
        {isOver && <p class="composer-drop">{say('composer.drop')}</p>}
        <DraftFiles conversationId={id} />
        <div class="composer-foot">
          <span class="composer-tools">
            <Button kind="quiet" icon="clip" label={say('composer.attach')} onClick={() => chooser.current?.click()} />
            <Button kind="quiet" icon="bolt" label={say('composer.canned')} onClick={() => void openCanned()} />
          </span>
          <FateLine fate={fate} onSendNow={() => write('now')} />
          <SendButton
            wish={wish}
            isDisabled={isEmpty && files.length === 0}
            hasAddress={email !== null}
            direct={fate.kind === 'direct' || fate.kind === 'windowClosed' ? fate.channel : null}
            onWish={write}
          />
        </div>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label={say('composer.attach')}
          onChange={({ currentTarget }) => {
            attach(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
      </form>
      {Dialog !== null && <Dialog text={draft.current.text} onClose={() => setDialog(null)} />}
    </>
  );
}

/** On a screen's keyboard Enter makes a new line, because there is no other key for it. */
const isTouch = () => matchMedia('(pointer: coarse)').matches;

const hasFiles = (data: DataTransfer | null) => data?.types.includes('Files') === true;

/** With a space before it if it would touch a word. */
const spaced = ({ value, selectionStart }: HTMLTextAreaElement, text: string) =>
  /\S$/.test(value.slice(0, selectionStart)) ? ` ${text}` : text;

/** As high as its text, up to what its style allows. */
function grow(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
