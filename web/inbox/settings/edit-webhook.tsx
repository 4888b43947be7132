import { useState } from 'preact/hooks';
import type { Webhook } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Field, Switch } from '../parts/field.tsx';
import { say } from '../words/language.ts';
import { Ask } from './dialogs.tsx';

/** In this order; one that the API gains is missed by its type. */
const events = Object.keys({
  'message.created': true,
  'message.updated': true,
  'message.deleted': true,
  'conversation.updated': true,
  'conversation.deleted': true,
  'delivery.updated': true,
  'agents.updated': true,
  alert: true,
} satisfies Record<Webhook['events'][number], true>) as Webhook['events'];

interface EditProps {
  readonly hook: Webhook | null;
  /** Gets the secret of a new one, else null. */
  readonly onSaved: (secret: string | null) => void;
  readonly onClose: () => void;
}

export function EditWebhook({ hook, onSaved, onClose }: EditProps) {
  const [url, setUrl] = useState(hook?.url ?? '');
  const [chosen, setChosen] = useState<Webhook['events']>(hook?.events ?? ['message.created']);
  const [enabled, setEnabled] = useState(hook?.enabled ?? true);
  async function run(): Promise<void> {
    const saved = await client.webhooks.put(hook?.id ?? crypto.randomUUID(), {
      url: url.trim(),
      events: chosen,
      enabled,
    });
    onSaved('secret' in saved ? saved.secret : null);
  }
  return (
    <Ask
      title={hook === null ? say('settings.addWebhook') : say('settings.editOf', { name: hook.url })}
      does={say('settings.save')}
      run={run}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <Field label={say('settings.webhookUrl')} hint={say('settings.webhookUrlHint')} problem={problemOf('url')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="url"
                required
                placeholder="https://"
                value={url}
                onInput={({ currentTarget: { value } }) => setUrl(value)}
              />
            )}
          </Field>
          <fieldset class="settings-form">
            <legend class="label">{say('settings.webhookEvents')}</legend>
            {events.map((event) => (
              <label key={event} class="checkbox">
                <input
                  type="checkbox"
                  checked={chosen.includes(event)}
                  onChange={({ currentTarget: { checked } }) =>
                    setChosen(checked ? [...chosen, event] : chosen.filter((one) => one !== event))
                  }
                />
                {event}
              </label>
            ))}
            {problemOf('events') !== null && (
              <p class="problem" role="alert">
                {problemOf('events')}
              </p>
            )}
          </fieldset>
          <Switch label={say('settings.webhookOn')} isOn={enabled} onChange={setEnabled} />
        </>
      )}
    </Ask>
  );
}
