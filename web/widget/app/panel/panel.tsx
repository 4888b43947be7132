import type { Trouble } from '../chat.ts';
import { troubleSentence } from '../words/trouble-sentence.ts';
import type { InAround } from './around.ts';
import { Composer } from './composer.tsx';
import { Contact } from './contact.tsx';
import { Header } from './header.tsx';
import { IconButton } from './pictures.tsx';
import { Transcript } from './transcript.tsx';

/** The open chat: a dialog beside the page, which can still be used. */
export function Panel({ around }: InAround) {
  const { chat, language, isDropping, name } = around;
  const { say } = language;
  const connection = chat.connection.value;
  const away = connection === 'offline' || connection === 'unavailable' ? connection : null;
  const trouble = chat.trouble.value;
  // One notice at a time.
  const told = trouble && !(away && (trouble.kind === 'offline' || trouble.kind === 'unavailable')) ? trouble : null;
  const sentence = (about: Trouble) => troubleSentence(language, about, chat.messages.value);
  const [first, second] = chat.typing.value;
  const dragged = (event: DragEvent) => {
    event.preventDefault();
    if (!chat.maxFiles) return;
    isDropping.value = event.type === 'dragover' && event.dataTransfer?.types.includes('Files') === true;
    if (event.type === 'drop') chat.addFiles([...(event.dataTransfer?.files ?? [])]);
  };
  return (
    <div
      class="panel"
      role="dialog"
      aria-label={say('chatWith', { name })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return;
        event.stopPropagation();
        chat.isOpen.value = false;
      }}
      onDragOver={dragged}
      onDragLeave={dragged}
      onDrop={dragged}
    >
      <Header around={around} />
      <p class="notice" role="status">
        {!told && away && sentence({ kind: away })}
      </p>
      <div class="notice bad" role="alert">
        {told && (
          <>
            {sentence(told)}
            <IconButton of="cross" label={say('dismiss')} onClick={chat.dismissTrouble} />
          </>
        )}
      </div>
      <Transcript around={around} />
      {first && (
        <p class="typing note">
          <i />
          <i />
          <i />
          {second ? say('severalTyping') : say('typing', { name: first.name })}
        </p>
      )}
      <Contact around={around} />
      <Composer around={around} />
      {isDropping.value && <p class="drop">{say('drop')}</p>}
    </div>
  );
}
