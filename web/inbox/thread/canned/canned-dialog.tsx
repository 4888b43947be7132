import { useEffect, useState } from 'preact/hooks';
import type { CannedReply } from '../../../../packages/client/src/index.ts';
import { isAdmin, me } from '../../account/me.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { reasonOf, toast, toastFailure } from '../../parts/toasts.tsx';
import { say } from '../../words/language.ts';
import { cannedReplies, deleteCannedReply, loadCannedReplies, putCannedReply } from './replies.ts';

interface CannedDialogProps {
  /** What a new one begins with. */
  readonly text: string;
  readonly onClose: () => void;
}

/** Saves what is written as a canned reply, and changes and deletes those that this agent may change. */
export function CannedDialog({ text, onClose }: CannedDialogProps) {
  const [edited, setEdited] = useState<CannedReply | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void loadCannedReplies().catch((error) => setProblem(reasonOf(error))), []);
  const agentId = me.value?.agent.id ?? null;
  const mine = (cannedReplies.value ?? []).filter((one) => one.agentId === agentId || isAdmin.value);

  async function save(event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const written = (name: string) => String(data.get(name) ?? '').trim();
    try {
      await putCannedReply(edited?.id ?? crypto.randomUUID(), {
        agentId: data.get('shared') === null ? agentId : null,
        shortcut: written('shortcut').replace(/^\//, ''),
        title: written('title'),
        text: written('text'),
      });
      setProblem(null);
      setEdited(null);
      form.reset();
      toast(say('composer.saved'));
    } catch (error) {
      setProblem(reasonOf(error));
    }
  }

  async function remove({ id }: CannedReply) {
    try {
      await deleteCannedReply(id);
      if (edited?.id === id) setEdited(null);
      toast(say('composer.deleted'));
    } catch (error) {
      toastFailure(error);
    }
  }

  return (
    <Dialog title={say('composer.canned')} onClose={onClose}>
      <form class="canned-form" key={edited?.id ?? ''} onSubmit={(event) => void save(event)}>
        <h3>{say(edited === null ? 'composer.saveCanned' : 'composer.changeCanned')}</h3>
        <Field label={say('composer.cannedTitle')}>
          {(attributes) => (
            <input
              {...attributes}
              class="input"
              type="text"
              name="title"
              required
              maxLength={100}
              defaultValue={edited?.title ?? ''}
            />
          )}
        </Field>
        <Field label={say('composer.shortcut')} hint={say('composer.shortcutHint')}>
          {(attributes) => (
            <input
              {...attributes}
              class="input"
              type="text"
              name="shortcut"
              required
              maxLength={33}
              defaultValue={edited?.shortcut ?? ''}
              autoComplete="off"
            />
          )}
        </Field>
        <Field
          label={say('composer.cannedText')}
          hint={say('composer.placeholders', { list: placeholders, example: '{{visitor.name|there}}' })}
          problem={problem}
        >
          {(attributes) => (
            <textarea
              {...attributes}
              class="textarea"
              name="text"
              rows={4}
              required
              maxLength={5_000}
              dir="auto"
              defaultValue={edited?.text ?? text}
            />
          )}
        </Field>
        {isAdmin.value && (
          <label class="checkbox">
            <input type="checkbox" name="shared" defaultChecked={edited !== null && edited.agentId === null} />
            {say('composer.shared')}
          </label>
        )}
        <div class="canned-actions">
          {edited !== null && <Button onClick={() => setEdited(null)}>{say('shell.cancel')}</Button>}
          <Button type="submit" kind="primary">
            {say('composer.save')}
          </Button>
        </div>
      </form>
      <p class="note">{say(mine.length === 0 ? 'composer.none' : 'composer.cannedHint')}</p>
      <ul class="canned-mine">
        {mine.map((reply) => (
          <li key={reply.id}>
            <span class="cut" dir="auto">
              <kbd>/{reply.shortcut}</kbd> {reply.title}
            </span>
            <Button
              size="small"
              kind="quiet"
              icon="edit"
              label={say('composer.edit', { title: reply.title })}
              onClick={() => setEdited(reply)}
            />
            <Button
              size="small"
              kind="quiet"
              icon="trash"
              label={say('composer.delete', { title: reply.title })}
              onClick={() => void remove(reply)}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Of contract/canned-replies.ts. */
const placeholders = ['visitor.name', 'visitor.email', 'agent.name', 'page'].map((name) => `{{${name}}}`).join(' ');
