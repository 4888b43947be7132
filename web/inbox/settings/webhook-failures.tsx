import type { Webhook, WebhookFailure } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { Time } from '../parts/time.tsx';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { ListPart } from './list-part.tsx';

interface FailuresProps {
  readonly hook: Webhook;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

const shown = 50;

/** What a webhook did not take, to be posted again. */
export function WebhookFailures({ hook, onChanged, onClose }: FailuresProps) {
  const { now: loaded, again } = useLoaded<readonly WebhookFailure[]>(
    `failures ${hook.id}`,
    async () => (await client.webhooks.failures(hook.id, { limit: shown })).items,
  );
  async function replay(ids?: string[]): Promise<void> {
    try {
      const { replayed } = await client.webhooks.replay(hook.id, ids === undefined ? {} : { ids });
      toast(say('settings.replayed', { count: replayed }));
      void again();
      onChanged();
    } catch (error) {
      toastFailure(error);
    }
  }
  return (
    <Dialog
      title={say('settings.failures')}
      size="wide"
      onClose={onClose}
      foot={
        <Button icon="retry" disabled={hook.failed === 0} onClick={() => void replay()}>
          {say('settings.replayAll')}
        </Button>
      }
    >
      <ListPart
        loaded={loaded}
        onRetry={() => void again()}
        icon="check"
        none={say('settings.noFailures')}
        label={say('settings.failures')}
        columns={[say('settings.webhookEvent'), say('settings.lastTry')]}
        row={({ id, event, state, attempts, lastAttempt }) => (
          <tr key={id}>
            <td>
              {event}
              <span class="note block">{say('settings.tries', { count: attempts })}</span>
            </td>
            <td>
              {lastAttempt !== null && (
                <>
                  {lastAttempt.status ?? say(`settings.hook-${lastAttempt.error ?? 'unreachable'}`)}{' '}
                  <Time at={lastAttempt.at} />
                </>
              )}
            </td>
            <td>
              {state === 'failed' ? (
                <Button size="small" onClick={() => void replay([id])}>
                  {say('settings.replay')}
                </Button>
              ) : (
                <Badge>{say('settings.retrying')}</Badge>
              )}
            </td>
          </tr>
        )}
      />
    </Dialog>
  );
}
