import { useState } from 'preact/hooks';
import type { Channel } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Field } from '../parts/field.tsx';
import { toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { Ask } from './dialogs.tsx';

interface ConnectProps {
  /** Null for a new one; of another only the token is replaced. */
  readonly channel: Channel | null;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** Connects a page, or replaces its token. */
export function ConnectChannel({ channel, onSaved, onClose }: ConnectProps) {
  const [kind, setKind] = useState<Channel['kind']>(channel?.kind ?? 'messenger');
  const [login, setLogin] = useState<Channel['login']>(channel?.login ?? 'instagram');
  const [id, setId] = useState(channel?.id ?? '');
  const [accessToken, setAccessToken] = useState('');
  const [name, setName] = useState(channel?.name ?? '');
  async function run(): Promise<void> {
    const { status } = await client.channels.put(kind, id.trim(), {
      login: kind === 'messenger' ? 'facebook' : login,
      accessToken: accessToken.trim(),
      ...(name.trim() === '' ? {} : { name }),
    });
    toast(say(status === 'ok' ? 'channels.saved' : 'channels.savedUnchecked'));
    onSaved();
  }
  const isNew = channel === null;
  return (
    <Ask
      title={
        isNew
          ? say('channels.connect')
          : say('channels.replaceOf', { name: channel.name || say('channels.unnamed', { id }) })
      }
      does={isNew ? say('channels.connect') : say('channels.replace')}
      run={run}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          {isNew && (
            <Field label={say('channels.channel')}>
              {(attributes) => (
                <select
                  {...attributes}
                  class="select"
                  value={kind}
                  onChange={({ currentTarget: { value } }) => setKind(value as Channel['kind'])}
                >
                  <option value="messenger">{say('channels.messenger')}</option>
                  <option value="instagram">{say('channels.instagram')}</option>
                </select>
              )}
            </Field>
          )}
          {kind === 'instagram' && (
            <Field label={say('channels.login')} hint={say('channels.loginHint')} problem={problemOf('login')}>
              {(attributes) => (
                <select
                  {...attributes}
                  class="select"
                  value={login}
                  onChange={({ currentTarget: { value } }) => setLogin(value as Channel['login'])}
                >
                  <option value="instagram">{say('channels.instagramLogin')}</option>
                  <option value="facebook">{say('channels.facebookLogin')}</option>
                </select>
              )}
            </Field>
          )}
          {isNew && (
            <Field
              label={say(kind === 'messenger' ? 'channels.pageId' : 'channels.instagramId')}
              hint={say(kind === 'messenger' ? 'channels.pageIdHint' : 'channels.instagramIdHint')}
              problem={problemOf('id')}
            >
              {(attributes) => (
                <input
                  {...attributes}
                  class="input"
                  inputMode="numeric"
                  required
                  value={id}
                  onInput={({ currentTarget: { value } }) => setId(value)}
                />
              )}
            </Field>
          )}
          <Field label={say('channels.token')} hint={say('channels.tokenHint')} problem={problemOf('accessToken')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="password"
                autocomplete="off"
                required
                value={accessToken}
                onInput={({ currentTarget: { value } }) => setAccessToken(value)}
              />
            )}
          </Field>
          <Field label={say('channels.name')} hint={say('channels.nameHint')} problem={problemOf('name')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                value={name}
                maxLength={200}
                onInput={({ currentTarget: { value } }) => setName(value)}
              />
            )}
          </Field>
        </>
      )}
    </Ask>
  );
}
