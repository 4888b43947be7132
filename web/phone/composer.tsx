import { useRef, useState } from 'preact/hooks';
import { ClipIcon, CloseIcon } from '../mailbox/icons.tsx';
import { inBytes } from '../mailbox/words.ts';
import type { Deed, SentFile } from './api.ts';
import { act } from './state.ts';

const maxBytes = 15_000_000;
const maxFiles = 10;

/** Where the visitor writes. */
export function Composer({ isNew }: { readonly isNew: boolean }) {
  const [text, write] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [problem, tell] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const canSend = !isSending && (text.trim() !== '' || files.length > 0);

  /** @returns whether it worked */
  const does = async (deed: Deed): Promise<boolean> => {
    setSending(true);
    tell(null);
    const went = await act(deed).then(
      () => true,
      (error: unknown) => {
        tell(error instanceof Error ? error.message : String(error));
        return false;
      },
    );
    setSending(false);
    return went;
  };
  const send = async () => {
    if (!canSend) return;
    const attachments = await Promise.all(files.map(sent));
    const went = await does({
      ...(text.trim() === '' ? {} : { text }),
      ...(attachments.length === 0 ? {} : { attachments }),
    });
    if (!went) return;
    write('');
    setFiles([]);
  };
  const add = (added: Iterable<File>) => {
    const all = [...files, ...added].slice(0, maxFiles);
    if (all.reduce((sum, { size }) => sum + size, 0) <= maxBytes) setFiles(all);
    else tell(`Files may have at most ${inBytes(maxBytes)} in all.`);
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {isNew && (
        <button
          type="button"
          class="outline"
          onClick={() => void does({ postback: { title: 'Get started', payload: 'GET_STARTED' } })}
        >
          Get started
        </button>
      )}
      {files.length > 0 && (
        <ul class="files">
          {files.map((file, index) => (
            <li key={`${file.name} ${index}`}>
              {file.name}
              <button
                type="button"
                class="icon-button"
                aria-label={`Remove ${file.name}`}
                onClick={() => setFiles(files.filter((other) => other !== file))}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="writing">
        <button type="button" class="icon-button" aria-label="Attach files" onClick={() => picker.current?.click()}>
          <ClipIcon />
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            add(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
        <textarea
          rows={1}
          dir="auto"
          aria-label="Message"
          placeholder="Message"
          value={text}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label="Send a sticker"
          onClick={() => void does({ sticker: {} })}
        >
          <span aria-hidden="true">☺</span>
        </button>
        <button type="submit" class="primary" disabled={!canSend}>
          Send
        </button>
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
    </form>
  );
}

async function sent(file: File): Promise<SentFile> {
  const contentType = file.type || 'application/octet-stream';
  const [kind = ''] = contentType.split('/');
  const type = ['image', 'video', 'audio'].includes(kind) ? kind : 'file';
  return { type, content: await base64(file), contentType, filename: file.name };
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
}
