import { useState } from 'preact/hooks';
import type { CannedReply } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { Part } from './controls.tsx';
import { Ask } from './dialogs.tsx';
import { ListPart } from './list-part.tsx';
import { useLoaded } from './loaded.ts';

type Edited = Pick<CannedReply, 'shortcut' | 'title' | 'text'> & { readonly id: string | null };

const fresh: Edited = { id: null, shortcut: '', title: '', text: '' };
const shown = 200;

/** Settings > Account > Canned replies: those that all agents share. */
export function CannedReplies() {
  const [loaded, again] = useLoaded<readonly CannedReply[]>(async () => {
    const { items } = await client.cannedReplies.list({ limit: shown });
    return items.filter(({ agentId }) => agentId === null);
  });
  const [edited, setEdited] = useState<Edited | null>(null);
  const [removed, setRemoved] = useState<CannedReply | null>(null);
  return (
    <Part title={say('settings.canned')} text={say('settings.cannedText')}>
      <div class="settings-actions">
        <Button kind="primary" icon="plus" onClick={() => setEdited(fresh)}>
          {say('settings.addCanned')}
        </Button>
      </div>
      <ListPart
        loaded={loaded}
        onRetry={again}
        icon="bolt"
        none={say('settings.noCanned')}
        label={say('settings.canned')}
        columns={[say('settings.shortcut'), say('settings.replyTitle'), say('settings.replyWords')]}
        row={(reply) => (
          <tr key={reply.id}>
            <td>/{reply.shortcut}</td>
            <td>{reply.title}</td>
            <td>
              <span class="two-lines">{reply.text}</span>
            </td>
            <td>
              <Button
                size="small"
                icon="edit"
                label={say('settings.editOf', { name: reply.title })}
                onClick={() => setEdited(reply)}
              />
              <Button
                size="small"
                kind="danger"
                icon="trash"
                label={say('settings.removeOf', { name: reply.title })}
                onClick={() => setRemoved(reply)}
              />
            </td>
          </tr>
        )}
      />
      {edited !== null && <EditReply reply={edited} onSaved={again} onClose={() => setEdited(null)} />}
      {removed !== null && (
        <Ask
          title={say('settings.removeOf', { name: removed.title })}
          does={say('settings.remove')}
          kind="danger"
          run={async () => {
            await client.cannedReplies.delete(removed.id);
            again();
          }}
          onClose={() => setRemoved(null)}
        >
          <p>{say('settings.removeCannedText')}</p>
        </Ask>
      )}
    </Part>
  );
}

interface EditProps {
  readonly reply: Edited;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

function EditReply({ reply, onSaved, onClose }: EditProps) {
  const [written, setWritten] = useState(reply);
  async function run(): Promise<void> {
    const { shortcut, title, text } = written;
    await client.cannedReplies.put(reply.id ?? crypto.randomUUID(), {
      shortcut: shortcut.replace(/^\//, ''),
      title,
      text,
    });
    onSaved();
    toast(say('settings.saved'));
  }
  const title = reply.id === null ? say('settings.addCanned') : say('settings.editOf', { name: reply.title });
  return (
    <Ask title={title} does={say('settings.save')} run={run} onClose={onClose}>
      {(problemOf) => (
        <>
          <Field label={say('settings.shortcut')} hint={say('settings.shortcutHint')} problem={problemOf('shortcut')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="text"
                required
                value={written.shortcut}
                onInput={({ currentTarget: { value } }) => setWritten({ ...written, shortcut: value })}
              />
            )}
          </Field>
          <Field label={say('settings.replyTitle')} problem={problemOf('title')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="text"
                required
                value={written.title}
                onInput={({ currentTarget: { value } }) => setWritten({ ...written, title: value })}
              />
            )}
          </Field>
          <Field label={say('settings.replyWords')} hint={say('settings.placeholders')} problem={problemOf('text')}>
            {(attributes) => (
              <textarea
                {...attributes}
                class="textarea"
                rows={6}
                required
                value={written.text}
                onInput={({ currentTarget: { value } }) => setWritten({ ...written, text: value })}
              />
            )}
          </Field>
        </>
      )}
    </Ask>
  );
}
