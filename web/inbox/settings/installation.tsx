import { useState } from 'preact/hooks';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { Part } from './controls.tsx';
import { Ask, CopyButton, SecretShown } from './dialogs.tsx';
import { change, problemOf, shownValue } from './draft.ts';
import { recipes } from './identity-recipes.ts';
import type { SettingPath } from './patch.ts';

/** Settings > Account > Installation: what a site needs to have the chat. */
export function Installation() {
  const siteKey = me.value?.account.siteKey ?? '';
  const tag = `<script async src="${location.origin}/widget.js" data-site-key="${siteKey}"></script>`;
  return (
    <>
      <Part title={say('settings.scriptTag')} text={say('settings.scriptTagText')}>
        <code class="code">{tag}</code>
        <div class="settings-actions">
          <CopyButton text={tag} kind="primary" />
        </div>
      </Part>
      <Part title={say('settings.origins')}>
        <Origins path="brand.allowedOrigins" label={say('settings.originsLabel')} hint={say('settings.originsHint')} />
        <Origins
          path="inbox.allowedOrigins"
          label={say('settings.inboxOriginsLabel')}
          hint={say('settings.inboxOriginsHint')}
        />
      </Part>
      <Identity />
    </>
  );
}

interface OriginsProps {
  readonly path: SettingPath;
  readonly label: string;
  readonly hint: string;
}

/** A list, one on each line. */
function Origins({ path, label, hint }: OriginsProps) {
  const saved = (shownValue(path) as readonly string[]).join('\n');
  // An empty line is a line that is being written.
  const [written, setWritten] = useState(saved);
  const listOf = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const text = listOf(written).join('\n') === saved ? written : saved;
  const problem = listOf(written)
    .map((origin, index) => {
      const said = problemOf(`${path}.${index}`);
      return said === null ? null : say('settings.originRefused', { origin, why: said });
    })
    .find((said) => said !== null);
  return (
    <Field label={label} hint={hint} problem={problem ?? problemOf(path)}>
      {(attributes) => (
        <textarea
          {...attributes}
          class="textarea"
          rows={3}
          placeholder="https://www.acme.example"
          value={text}
          onInput={({ currentTarget: { value } }) => {
            setWritten(value);
            change(path, listOf(value));
          }}
        />
      )}
    </Field>
  );
}

function Identity() {
  const [language, setLanguage] = useState<keyof typeof recipes>('node');
  const [isAsked, setAsked] = useState(false);
  const [isEnding, setEnding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { code } = recipes[language];
  return (
    <Part title={say('settings.identity')} text={say('settings.identityText')}>
      <fieldset class="tabs">
        <legend class="hidden">{say('settings.language')}</legend>
        {(Object.keys(recipes) as (keyof typeof recipes)[]).map((one) => (
          <button key={one} type="button" class="tab" aria-pressed={language === one} onClick={() => setLanguage(one)}>
            {recipes[one].name}
          </button>
        ))}
      </fieldset>
      <code class="code">{code}</code>
      <div class="settings-actions">
        <CopyButton text={code} />
        <Button onClick={() => setAsked(true)}>{say('settings.rotateIdentity')}</Button>
        <Button kind="danger" onClick={() => setEnding(true)}>
          {say('settings.endSecrets')}
        </Button>
      </div>
      {isAsked && (
        <Ask
          title={say('settings.rotateIdentity')}
          does={say('settings.rotateIdentity')}
          run={async () => setSecret((await client.secrets.rotate('identity')).secret ?? '')}
          onClose={() => setAsked(false)}
        >
          <p>{say('settings.rotateText')}</p>
        </Ask>
      )}
      {isEnding && (
        <Ask
          title={say('settings.endSecrets')}
          does={say('settings.endSecrets')}
          kind="danger"
          run={async () => {
            await client.secrets.endPrevious('identity');
            toast(say('settings.secretsEnded'));
          }}
          onClose={() => setEnding(false)}
        >
          <p>{say('settings.endSecretsText')}</p>
        </Ask>
      )}
      {secret !== null && !isAsked && (
        <SecretShown title={say('settings.identitySecret')} secret={secret} onClose={() => setSecret(null)} />
      )}
    </Part>
  );
}
