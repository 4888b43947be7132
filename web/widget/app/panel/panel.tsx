import { type InAround, troubleSentence } from './around.ts';
import { Composer } from './composer.tsx';
import { Contact } from './contact.tsx';
import { Header } from './header.tsx';
import { IconButton } from './pictures.tsx';
import { Transcript } from './transcript.tsx';

/** The open chat: a dialog beside the page, which can still be used. */
export function Panel({ around }: InAround) {
  const { chat, language, isDropping, name } = around;
  const { say } = language;
  const isOffline = chat.connection.value === 'offline';
  const trouble = chat.trouble.value;
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
        {isOffline && say('offline')}
      </p>
      <div class="notice bad" role="alert">
        {trouble && !(isOffline && trouble.kind === 'offline') && (
          <>
            {troubleSentence(language, trouble)}
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
