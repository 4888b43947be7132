import type { ComponentChildren } from 'preact';
import type { Trouble } from '../chat.ts';
import { troubleSentence } from '../words/trouble-sentence.ts';
import type { WordKey } from '../words/words.ts';
import type { Around, ContactSignals, InAround } from './around.ts';

/** Who the visitor is, and how an answer reaches them. */
export function Contact({ around }: InAround) {
  const { chat, language, contact } = around;
  const { say } = language;
  const shown = contact.shown.value;
  const to = (word: WordKey, next: ContactSignals['shown']['value'], act?: () => void) => (
    <button
      type="button"
      onClick={() => {
        contact.shown.value = next;
        contact.problem.value = null;
        act?.();
      }}
    >
      {say(word)}
    </button>
  );
  const { email, isIdentified } = chat.visitor.value;
  const { state, fields } = chat.form.value;
  const messages = chat.messages.value;
  const isRequired = state === 'required' || messages.some(({ kind }) => kind === 'held');

  if (shown === 'forget')
    return (
      <div class="card">
        <p>{say('forgetting')}</p>
        <p>
          {to('forget', 'usual', chat.forget)}
          {to('cancel', 'usual')}
        </p>
      </div>
    );
  if (shown === 'restore')
    return form(around, {
      text: 'restoring',
      word: 'sendLink',
      hasFocus: true,
      submit: ({ email }) => chat.askRestoreLink(email),
      next: 'sent',
      children: to('cancel', 'usual'),
    });
  if (shown === 'change')
    return form(around, {
      word: 'save',
      hasFocus: true,
      submit: chat.fillForm,
      next: 'usual',
      children: to('cancel', 'usual'),
    });
  if (messages.length === 0 || chat.trouble.value?.kind === 'linkNotValid')
    return (
      <p class="contact note" role="status">
        {shown === 'sent' && <span>{say('linkSent')}</span>}
        {to('restore', 'restore')}
      </p>
    );
  if (email !== null)
    return (
      <p class="contact note">
        <span>{say('answerAt', { email: masked(email) })}</span>
        {!isIdentified && to('change', 'change')}
        {!isIdentified && to('notYou', 'forget')}
      </p>
    );
  if (!isRequired && (state !== 'optional' || shown === 'later')) return null;
  const whole = form(around, {
    text: isRequired ? 'formRequired' : 'formOptional',
    word: 'save',
    hasName: fields.includes('name'),
    hasFocus: shown === 'add',
    submit: chat.fillForm,
    next: 'usual',
    children: !isRequired && to('notNow', 'later'),
  });
  if (isRequired || shown === 'add') return whole;
  // One of them is shown (panel.css): there is no room for the form beside the keyboard of a phone.
  return (
    <>
      <p class="contact note low">
        <span>{say('getByEmail')}</span>
        {to('addEmail', 'add')}
      </p>
      <div class="high">{whole}</div>
    </>
  );
}

const focused = (input: HTMLInputElement | null) => input?.focus();

interface Form {
  readonly text?: WordKey;
  readonly word: WordKey;
  readonly hasName?: boolean;
  /** The visitor asked for the form. */
  readonly hasFocus?: boolean;
  readonly next: ContactSignals['shown']['value'];
  readonly children: ComponentChildren;
  submit(filled: { readonly email: string; readonly name?: string }): Promise<void>;
}

function form({ language, contact }: Around, { text, word, hasName, hasFocus, next, children, submit }: Form) {
  const { say } = language;
  const { shown, problem, isBusy } = contact;
  const submitted = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy.value) return;
    const filled = new FormData(event.currentTarget as HTMLFormElement);
    const [email, name] = ['email', 'name'].map((field) => `${filled.get(field) ?? ''}`.trim());
    problem.value = null;
    isBusy.value = true;
    try {
      await submit({ email: email as string, ...(name ? { name } : {}) });
      shown.value = next;
    } catch (error) {
      problem.value = ((error as Error).cause as Trouble | undefined) ?? null;
    }
    isBusy.value = false;
  };
  return (
    <form class="card" onSubmit={submitted}>
      {text && <p>{say(text)}</p>}
      <label>
        {say('email')}
        <input
          ref={hasFocus ? focused : null}
          name="email"
          type="email"
          autocomplete="email"
          required
          aria-invalid={problem.value !== null}
          aria-describedby="problem"
        />
      </label>
      {hasName && (
        <label>
          {say('name')}
          <input name="name" autocomplete="name" maxLength={80} />
        </label>
      )}
      <p id="problem" class="bad" role="alert">
        {problem.value && troubleSentence(language, problem.value)}
      </p>
      <p>
        <button type="submit" class="main" aria-disabled={isBusy.value}>
          {say(word)}
        </button>
        {children}
      </p>
    </form>
  );
}

/** `vera@customers.example` as `v…@customers.example`: enough for its owner, too little for who looks over a shoulder. */
export const masked = (email: string) => `\u2068${[...email][0]}…${email.slice(email.lastIndexOf('@'))}\u2069`;
