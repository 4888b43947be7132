import { useState } from 'preact/hooks';
import type { Key } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { Time } from '../parts/time.tsx';
import { say } from '../words/language.ts';
import { Part } from './controls.tsx';
import { Ask, SecretShown } from './dialogs.tsx';
import { ListPart } from './list-part.tsx';
import { AddButton } from './row-buttons.tsx';

const scopes = ['chat', 'inbox', 'settings', 'deliveries', 'admin'] as const;
type Scope = (typeof scopes)[number];
const shown = 200;

/** Settings > Account > API keys. */
export function ApiKeys() {
  const { now: loaded, again } = useLoaded<readonly Key[]>(
    'keys',
    async () => (await client.keys.list({ limit: shown })).items,
  );
  const [isAsked, setAsked] = useState(false);
  const [revoked, setRevoked] = useState<Key | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Part title={say('settings.keys')} text={say('settings.keysText')}>
      <AddButton label={say('settings.addKey')} onClick={() => setAsked(true)} />
      <ListPart
        loaded={loaded}
        onRetry={() => void again()}
        icon="bolt"
        none={say('settings.noKeys')}
        label={say('settings.keys')}
        columns={[say('settings.name'), say('settings.scopes'), say('settings.made')]}
        row={(key) => (
          <tr key={key.id}>
            <td>
              {key.name ?? '–'}
              <span class="note block">{key.id}</span>
            </td>
            <td>
              <span class="settings-actions">
                {key.scopes.map((scope) => (
                  <Badge key={scope} tone={scope === 'admin' ? 'warn' : 'quiet'}>
                    {scope}
                  </Badge>
                ))}
              </span>
            </td>
            <td>
              <Time at={key.createdAt} />
            </td>
            <td>
              <Button size="small" kind="danger" onClick={() => setRevoked(key)}>
                {say('settings.revoke')}
              </Button>
            </td>
          </tr>
        )}
      />
      {isAsked && (
        <NewKey
          onMade={(key) => {
            setSecret(key);
            void again();
          }}
          onClose={() => setAsked(false)}
        />
      )}
      {secret !== null && !isAsked && (
        <SecretShown title={say('settings.keyMade')} secret={secret} onClose={() => setSecret(null)} />
      )}
      {revoked !== null && (
        <Ask
          title={say('settings.revokeTitle')}
          does={say('settings.revoke')}
          kind="danger"
          run={async () => {
            await client.keys.delete(revoked.id);
            void again();
          }}
          onClose={() => setRevoked(null)}
        >
          <p>{say('settings.revokeText', { name: revoked.name ?? revoked.id })}</p>
        </Ask>
      )}
    </Part>
  );
}

interface NewKeyProps {
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
}

function NewKey({ onMade, onClose }: NewKeyProps) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['chat']);
  const run = async () => onMade((await client.keys.post({ name: name.trim() || null, scopes: [...chosen] })).key);
  return (
    <Ask title={say('settings.addKey')} does={say('settings.addKey')} run={run} onClose={onClose}>
      {(problemOf) => (
        <>
          <Field label={say('settings.name')} hint={say('settings.keyNameHint')} problem={problemOf('name')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="text"
                value={name}
                onInput={({ currentTarget: { value } }) => setName(value)}
              />
            )}
          </Field>
          <fieldset class="settings-form">
            <legend class="label">{say('settings.scopes')}</legend>
            {scopes.map((scope) => (
              <label key={scope} class="checkbox">
                <input
                  type="checkbox"
                  checked={chosen.includes(scope)}
                  onChange={({ currentTarget: { checked } }) =>
                    setChosen(checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
                  }
                />
                <span>
                  {scope}
                  <span class="note block">{say(`settings.scope-${scope}`)}</span>
                </span>
              </label>
            ))}
            {problemOf('scopes') !== null && (
              <p class="problem" role="alert">
                {problemOf('scopes')}
              </p>
            )}
          </fieldset>
        </>
      )}
    </Ask>
  );
}
