import { useState } from 'preact/hooks';
import type { Webhook, WebhookTest } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { Time } from '../parts/time.tsx';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { Part } from './controls.tsx';
import { Ask, SecretShown } from './dialogs.tsx';
import { EditWebhook } from './edit-webhook.tsx';
import { ListPart } from './list-part.tsx';
import { AddButton, AskToRemove, EditAndRemove } from './row-buttons.tsx';
import { WebhookFailures } from './webhook-failures.tsx';

const tones: Readonly<Record<Webhook['state'], Tone>> = { ok: 'good', failing: 'bad', disabled: 'quiet' };

/** Settings > Account > Webhooks: where what happens is posted to, and what was not taken there. */
export function Webhooks() {
  const { now: loaded, again } = useLoaded<readonly Webhook[]>(
    'webhooks',
    async () => (await client.webhooks.list()).items,
  );
  const [edited, setEdited] = useState<Webhook | 'new' | null>(null);
  const [removed, setRemoved] = useState<Webhook | null>(null);
  const [rotated, setRotated] = useState<Webhook | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [failuresOf, setFailuresOf] = useState<Webhook | null>(null);
  return (
    <Part title={say('settings.webhooks')} text={say('settings.webhooksText')}>
      <AddButton label={say('settings.addWebhook')} onClick={() => setEdited('new')} />
      <ListPart
        loaded={loaded}
        onRetry={() => void again()}
        icon="link"
        none={say('settings.noWebhooks')}
        label={say('settings.webhooks')}
        columns={[say('settings.webhookUrl'), say('settings.webhookState')]}
        row={(hook) => (
          <tr key={hook.id}>
            <td>
              {hook.url}
              <span class="note block">{hook.events.join(', ')}</span>
            </td>
            <td>
              <Badge tone={tones[hook.state]}>{say(`settings.webhook-${hook.state}`)}</Badge>
              <span class="note block">
                {say('settings.webhookCounts', { waiting: hook.waiting, failed: hook.failed })}
              </span>
              {hook.missedSince !== null && (
                <span class="note block">
                  {say('settings.webhookMissed')} <Time at={hook.missedSince} />
                </span>
              )}
            </td>
            <td>
              <span class="settings-actions">
                <TestButton hook={hook} />
                <Button size="small" onClick={() => setFailuresOf(hook)}>
                  {say('settings.failures')}
                </Button>
                <Button size="small" onClick={() => setRotated(hook)}>
                  {say('settings.newSecret')}
                </Button>
                {hook.previousSecrets > 0 && (
                  <Button
                    size="small"
                    onClick={() =>
                      client.webhooks.endPreviousSecrets(hook.id).then(() => {
                        toast(say('settings.secretsEnded'));
                        void again();
                      }, toastFailure)
                    }
                  >
                    {say('settings.endSecrets')}
                  </Button>
                )}
                <EditAndRemove name={hook.url} onEdit={() => setEdited(hook)} onRemove={() => setRemoved(hook)} />
              </span>
            </td>
          </tr>
        )}
      />
      {edited !== null && (
        <EditWebhook
          hook={edited === 'new' ? null : edited}
          onSaved={(made) => {
            setSecret(made);
            void again();
          }}
          onClose={() => setEdited(null)}
        />
      )}
      {secret !== null && edited === null && rotated === null && (
        <SecretShown title={say('settings.webhookSecret')} secret={secret} onClose={() => setSecret(null)} />
      )}
      {rotated !== null && (
        <Ask
          title={say('settings.newSecret')}
          does={say('settings.newSecret')}
          run={async () => {
            setSecret((await client.webhooks.rotateSecret(rotated.id)).secret);
            void again();
          }}
          onClose={() => setRotated(null)}
        >
          <p>{say('settings.newSecretText')}</p>
        </Ask>
      )}
      {removed !== null && (
        <AskToRemove
          name={removed.url}
          means={say('settings.removeWebhookText')}
          run={async () => {
            await client.webhooks.delete(removed.id);
            void again();
          }}
          onClose={() => setRemoved(null)}
        />
      )}
      {failuresOf !== null && (
        <WebhookFailures hook={failuresOf} onChanged={() => void again()} onClose={() => setFailuresOf(null)} />
      )}
    </Part>
  );
}

function TestButton({ hook }: { readonly hook: Webhook }) {
  const [isBusy, setBusy] = useState(false);
  async function test(): Promise<void> {
    setBusy(true);
    try {
      toast(testWords(await client.webhooks.test(hook.id)));
    } catch (error) {
      toastFailure(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button size="small" disabled={isBusy} onClick={() => void test()}>
      {say('settings.webhookTest')}
    </Button>
  );
}

function testWords({ ok, status, error, milliseconds }: WebhookTest): string {
  if (ok) return say('settings.testTaken', { milliseconds });
  return status === null ? say(`settings.hook-${error ?? 'unreachable'}`) : say('settings.testStatus', { status });
}
