import { useState } from 'preact/hooks';
import { api } from './api.ts';
import { caught, visitor } from './state.ts';

/** Answers as somebody of the page who uses Meta's own inbox, which the API learns of by an echo. */
export function OwnInbox() {
  const [text, write] = useState('');
  const send = async () => {
    const who = visitor();
    if (who === null || text.trim() === '') return;
    if ((await caught(api.answerInOwnInbox(who, text).then(() => true))) === true) write('');
  };
  return (
    <form
      class="own-inbox"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field">
        <span>Answer in Meta’s own inbox, as the page</span>
        <textarea rows={2} dir="auto" value={text} onInput={({ currentTarget }) => write(currentTarget.value)} />
      </label>
      <button type="submit" class="outline" disabled={text.trim() === ''}>
        Answer
      </button>
    </form>
  );
}
