import type { DraftFile } from '../chat.ts';
import { troubleSentence } from '../words/trouble-sentence.ts';
import type { Around, InAround } from './around.ts';
import { IconButton } from './pictures.tsx';

/** As long as the API takes a message (MessageText of the contract). */
const maxCharacters = 10_000;

/** Where the visitor writes: Enter sends, Shift and Enter begin a new line. */
export function Composer({ around }: InAround) {
  const { chat, language } = around;
  const { say } = language;
  const draft = chat.draft.value;
  const files = chat.files.value;
  const surplus = draft.length - maxCharacters;
  const canSend =
    surplus <= 0 && (draft.trim() !== '' || files.length > 0) && files.every(({ state }) => state !== 'failed');
  const send = (event: Event) => {
    event.preventDefault();
    if (canSend) chat.send();
  };
  return (
    <form class="composer" onSubmit={send}>
      {files.map((file) => draftFile(around, file))}
      {surplus > 0 && (
        <p class="note bad" role="status">
          {say('tooLong', { count: surplus })}
        </p>
      )}
      <p class="note" role="status">
        {chat.waits.value && say('waits')}
      </p>
      <div class="field">
        {chat.maxFiles > 0 && (
          <IconButton
            of="clip"
            label={say('attach')}
            onClick={({ currentTarget }) => (currentTarget.nextSibling as HTMLElement).click()}
          />
        )}
        <input
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            chat.addFiles([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
        {/* The field is as high as its text, which is in the label once more, invisibly (panel.css). */}
        <label data-text={draft}>
          <textarea
            rows={1}
            dir="auto"
            aria-label={say('write')}
            placeholder={say('write')}
            enterkeyhint="send"
            value={draft}
            onInput={({ currentTarget }) => {
              chat.draft.value = currentTarget.value;
              chat.typed();
            }}
            onKeyDown={(event) => {
              // While an input method composes, Enter chooses a word; Safari says so by 229 alone.
              if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) send(event);
            }}
            onPaste={(event) => {
              const pasted = event.clipboardData?.files;
              if (!pasted?.length || !chat.maxFiles) return;
              event.preventDefault();
              chat.addFiles([...pasted]);
            }}
          />
        </label>
        <IconButton
          of="plane"
          label={say('send')}
          type="submit"
          class="icon send"
          aria-disabled={!canSend}
          // The field keeps the focus, and a phone its keyboard.
          onPointerDown={(event) => event.preventDefault()}
        />
      </div>
    </form>
  );
}

function draftFile({ chat, language }: Around, { id, name, bytes, progress, state, trouble }: DraftFile) {
  return (
    <p class="file" key={id}>
      <span>
        <bdi>{name}</bdi> <small>{language.bytes(bytes)}</small>
        {state === 'uploading' && <progress aria-label={name} value={progress} />}
        {state === 'failed' && (
          <small class="bad" role="alert">
            {trouble ? troubleSentence(language, trouble) : language.say('notUploaded')}
          </small>
        )}
      </span>
      {state === 'failed' && !trouble && (
        <button type="button" class="plain" onClick={() => chat.retryFile(id)}>
          {language.say('retry')}
        </button>
      )}
      <IconButton of="cross" label={language.say('remove', { name })} onClick={() => chat.removeFile(id)} />
    </p>
  );
}
