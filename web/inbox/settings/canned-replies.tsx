import { useState } from 'preact/hooks';
import type { CannedReply } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Field } from '../parts/field.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { Part } from './controls.tsx';
import { Ask } from './dialogs.tsx';
import { ListPart } from './list-part.tsx';
import { AddButton, AskToRemove, EditAndRemove } from './row-buttons.tsx';

type Edited = Pick<CannedReply, 'shortcut' | 'title' | 'text'> & { readonly id: string | null };

const fresh: Edited = { id: null, shortcut: '', title: '', text: '' };
const shown = 200;

/** Settings > Account > Canned replies: those that all agents share. */
export function CannedReplies() {
  const { now: loaded, again } = useLoaded<readonly CannedReply[]>('canned replies', async () => {
    const { items } = await client.cannedReplies.list({ limit: shown });
    return items.filter(({ agentId }) => agentId === null);
  });
  const [edited, setEdited] = useState<Edited | null>(null);
  const [removed, setRemoved] = useState<CannedReply | null>(null);
  return (
    <Part title={say('settings.canned')} text={say('settings.cannedText')}>
      <AddButton label={say('settings.addCanned')} onClick={() => setEdited(fresh)} />
      <ListPart
        loaded={loaded}
        onRetry={() => void again()}
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
              <EditAndRemove name={reply.title} onEdit={() => setEdited(reply)} onRemove={() => setRemoved(reply)} />
            </td>
          </tr>
        )}
      />
      {edited !== null && <EditReply reply={edited} onSaved={() => void again()} onClose={() => setEdited(null)} />}
      {removed !== null && (
        <AskToRemove
          name={removed.title}
          means={say('settings.removeCannedText')}
          run={async () => {
            await client.cannedReplies.delete(removed.id);
            void again();
          }}
          onClose={() => setRemoved(null)}
        />
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
