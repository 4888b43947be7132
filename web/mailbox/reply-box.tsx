import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { api, type Mail } from './api.ts';
import { ClipIcon, CloseIcon, ReplyIcon } from './icons.tsx';
import { becameOf } from './reply-state.ts';
import { choices } from './state.ts';
import { inBytes, spelled } from './words.ts';

const maxBytes = 20_000_000;

const authentications = {
  pass: 'The sender’s domain vouches for it',
  fail: 'Forged: the domain denies it',
  none: 'Nothing vouches for it',
} as const;

const usual = { client: 'gmail', kind: 'reply', locale: 'en', charset: 'utf-8', authentication: 'pass', from: '' };

/** Answers an email as its recipient would, with the email program of one's choice. */
export function ReplyBox({
  mail,
  field,
}: {
  readonly mail: Mail;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}) {
  const [text, write] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [how, choose] = useState(usual);
  const [isSending, setSending] = useState(false);
  const [result, tell] = useState<{ readonly words: string; readonly isGood: boolean | null } | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const may = choices.value;
  const recipient = mail.to[0]?.email ?? '';
  const isReply = how.kind === 'reply';
  const canSend = !isSending && (!isReply || text.trim() !== '' || files.length > 0);

  const send = async () => {
    if (!canSend) return;
    setSending(true);
    tell(null);
    try {
      const { from, ...others } = how;
      const attachments = await Promise.all(files.map(attached));
      const sender = from.trim() === '' ? {} : { from: from.trim() };
      tell(becameOf(await api.reply(mail.id, { ...others, ...sender, text, attachments })));
      write('');
      setFiles([]);
    } catch (error) {
      tell({ words: error instanceof Error ? error.message : String(error), isGood: false });
    }
    setSending(false);
  };
  const add = (added: Iterable<File>) => {
    const all = [...files, ...added];
    const isTooMuch = all.reduce((sum, { size }) => sum + size, 0) > maxBytes;
    if (isTooMuch) tell({ words: `Files may have at most ${inBytes(maxBytes)} in all.`, isGood: false });
    else setFiles(all);
  };

  return (
    <form
      class="card replying"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="replying-text">
        <span>
          <ReplyIcon /> Reply as {how.from.trim() || recipient}
        </span>
        <textarea
          ref={field}
          dir="auto"
          rows={3}
          value={text}
          placeholder={isReply ? 'Write what the visitor answers' : 'Text of the automatic email'}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
          }}
        />
      </label>
      {files.length > 0 && (
        <ul class="files" aria-label="Attachments of the reply">
          {files.map((file, index) => (
            <li key={index}>
              <span>
                <ClipIcon />
                <span class="file-name">{file.name}</span>
                <span class="faint">{inBytes(file.size)}</span>
                <button
                  type="button"
                  class="icon-button"
                  aria-label={`Remove ${file.name}`}
                  onClick={() => setFiles(files.filter((other) => other !== file))}
                >
                  <CloseIcon />
                </button>
              </span>
            </li>
          ))}
        </ul>
      )}
      <div class="replying-foot">
        <label class="field">
          <span>Email program</span>
          <select value={how.client} onChange={({ currentTarget }) => choose({ ...how, client: currentTarget.value })}>
            {Object.keys(may?.clients ?? { gmail: '' }).map((name) => (
              <option key={name} value={name}>
                {spelled(name)}
              </option>
            ))}
          </select>
        </label>
        <input
          ref={picker}
          type="file"
          multiple
          class="hidden"
          tabIndex={-1}
          aria-hidden="true"
          onChange={({ currentTarget }) => {
            add(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
        <button type="button" class="outline" onClick={() => picker.current?.click()}>
          <ClipIcon /> Attach
        </button>
        <button type="submit" class="primary" disabled={!canSend}>
          {isSending ? 'Sending …' : 'Send reply'}
        </button>
      </div>
      <details class="more">
        <summary>More options</summary>
        <div class="fields">
          <Choice
            label="Language of its own words"
            value={how.locale}
            names={may?.locales ?? [how.locale]}
            word={languageName}
            onChoose={(locale) => choose({ ...how, locale })}
          />
          <Choice
            label="Charset"
            value={how.charset}
            names={may?.charsets ?? [how.charset]}
            onChoose={(charset) => choose({ ...how, charset })}
          />
          <Choice
            label="What it sends"
            value={how.kind}
            names={may?.kinds ?? [how.kind]}
            word={spelled}
            onChoose={(kind) => choose({ ...how, kind })}
          />
          <Choice
            label="Sender check"
            value={how.authentication}
            names={Object.keys(authentications)}
            word={(name) => authentications[name as keyof typeof authentications]}
            onChoose={(authentication) => choose({ ...how, authentication })}
          />
          <label class="field">
            <span>From another address</span>
            <input
              type="email"
              value={how.from}
              placeholder={recipient}
              onInput={({ currentTarget }) => choose({ ...how, from: currentTarget.value })}
            />
          </label>
        </div>
        <p class="note">{may?.clients[how.client]}</p>
      </details>
      <p class="outcome" role="status">
        {result !== null && (
          <span class={`chip ${result.isGood === null ? '' : result.isGood ? 'good' : 'bad'}`}>{result.words}</span>
        )}
      </p>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  readonly word?: (name: string) => string;
  readonly onChoose: (name: string) => void;
}

const Choice = ({ label, value, names, word = (name) => name, onChoose }: ChoiceProps) => (
  <label class="field">
    <span>{label}</span>
    <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {names.map((name) => (
        <option key={name} value={name}>
          {word(name)}
        </option>
      ))}
    </select>
  </label>
);

const languages = new Intl.DisplayNames('en', { type: 'language' });
const languageName = (locale: string) => languages.of(locale) ?? locale;

/** With the content in base64. */
async function attached(file: File) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pieceLength = 32_768;
  let binary = '';
  for (let at = 0; at < bytes.length; at += pieceLength)
    binary += String.fromCharCode(...bytes.subarray(at, at + pieceLength));
  const type = file.type.split(';')[0] || 'application/octet-stream';
  return { filename: file.name, type, content: btoa(binary) };
}
