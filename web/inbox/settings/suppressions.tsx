import { useState } from 'preact/hooks';
import type { Suppression } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { whoOf } from '../audit/who.ts';
import { paths } from '../go.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { Time } from '../parts/time.tsx';
import { toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { Part } from './controls.tsx';
import { Ask } from './dialogs.tsx';
import { ListPart } from './list-part.tsx';
import { AddButton } from './row-buttons.tsx';
import { Suppress } from './suppress.tsx';

const shown = 100;

/** Settings > Email > Suppressions: who gets no email, why, since when and by whom; how to add an address, and how to lift that. */
export function Suppressions() {
  const [written, setWritten] = useState('');
  const [address, setAddress] = useState('');
  const [lifting, setLifting] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const { now: loaded, again } = useLoaded<readonly Suppression[]>(
    `suppressions ${address}`,
    async () => (await client.suppressions.list({ limit: shown, ...(address === '' ? {} : { address }) })).items,
  );
  async function lift(lifted: string): Promise<void> {
    await client.suppressions.delete(lifted);
    toast(say('settings.lifted', { address: lifted }));
    void again();
  }
  return (
    <Part title={say('settings.suppressions')} text={say('settings.suppressionsText')}>
      <AddButton label={say('settings.addSuppression')} onClick={() => setAdding(true)} />
      <form
        class="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          setAddress(written.trim());
        }}
      >
        <Field label={say('settings.findAddress')}>
          {(attributes) => (
            <span class="with-button">
              <input
                {...attributes}
                class="input"
                type="email"
                value={written}
                onInput={({ currentTarget: { value } }) => {
                  setWritten(value);
                  if (value === '') setAddress('');
                }}
              />
              <Button type="submit" icon="search">
                {say('settings.find')}
              </Button>
            </span>
          )}
        </Field>
      </form>
      <ListPart
        loaded={loaded}
        onRetry={() => void again()}
        icon="mail"
        none={say(address === '' ? 'settings.noSuppressions' : 'settings.notSuppressed')}
        label={say('settings.suppressions')}
        columns={[say('settings.address'), say('settings.why'), say('settings.since')]}
        row={({ address, reason, detail, by, at, conversationId }) => (
          <tr key={`${address} ${at}`}>
            <td>
              {conversationId === null ? (
                (address ?? say('settings.erasedAddress'))
              ) : (
                <a class="link" href={paths.conversation(conversationId)}>
                  {address ?? say('settings.erasedAddress')}
                </a>
              )}
            </td>
            <td>
              <Badge tone="warn">{say(`settings.suppressed-${reason}`)}</Badge>
              {detail !== null && <span class="note block">{detail}</span>}
            </td>
            <td>
              <Time at={at} />
              {by !== null && <span class="note block">{say('settings.addedBy', { who: whoOf({ actor: by }) })}</span>}
            </td>
            <td>
              {address !== null && (
                <Button size="small" onClick={() => setLifting(address)}>
                  {say('settings.lift')}
                </Button>
              )}
            </td>
          </tr>
        )}
      />
      {isAdding && <Suppress onDone={() => void again()} onClose={() => setAdding(false)} />}
      {lifting !== null && (
        <Ask
          title={say('settings.liftTitle')}
          does={say('settings.lift')}
          run={() => lift(lifting)}
          onClose={() => setLifting(null)}
        >
          <p>{say('settings.liftText', { address: lifting })}</p>
        </Ask>
      )}
    </Part>
  );
}
