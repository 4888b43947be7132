import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Job } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import type { Selected } from './delivery-views.ts';
import { reasonWords } from './delivery-words.ts';
import { Refused } from './job-card.tsx';

interface BulkReplayProps {
  readonly selected: Selected;
  readonly onStarted: (job: Job) => void;
  readonly onClose: () => void;
}

/** Says first what would happen, and starts the job only then. */
export function BulkReplay({ selected, onStarted, onClose }: BulkReplayProps) {
  // The same id is the same job, however often the button is pressed or the request repeated.
  const id = useMemo(() => crypto.randomUUID(), []);
  const [tried, setTried] = useState<Job | 'failed' | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    client.deliveries.replayMany({ ...selected, id, dryRun: true }).then(setTried, () => setTried('failed'));
  }, []);
  const start = async () => {
    setBusy(true);
    try {
      onStarted(await client.deliveries.replayMany({ ...selected, id }));
    } catch (error) {
      setBusy(false);
      toastFailure(error);
    }
  };
  const count = tried === null || tried === 'failed' ? 0 : tried.total;
  return (
    <Dialog
      title={say('replays.title')}
      onClose={onClose}
      foot={
        <Button kind="primary" icon="retry" disabled={isBusy || count === 0} onClick={() => void start()}>
          {say('replays.start', { count })}
        </Button>
      }
    >
      {tried === null ? (
        <p class="faint" role="status">
          {say('replays.counting')}
        </p>
      ) : tried === 'failed' ? (
        <p>{say('replays.notCounted')}</p>
      ) : (
        <Tried job={tried} />
      )}
    </Dialog>
  );
}

/** What a dry run found. */
const Tried = ({ job: { total, byReason, mayArriveTwice, leftOut, refused, refusedCount } }: { readonly job: Job }) => (
  <div class="tried" role="status">
    <p>{say(total === 0 ? 'replays.nothing' : 'replays.would', { count: total })}</p>
    {byReason.length > 0 && (
      <dl class="facts">
        {byReason.map(({ reason, count }) => [
          <dt key={`${reason}-why`}>{say(reason === null ? 'replays.notArrived' : reasonWords[reason].why)}</dt>,
          <dd key={`${reason}-count`} class="numbers">
            {count.toLocaleString()}
          </dd>,
        ])}
      </dl>
    )}
    {mayArriveTwice > 0 && (
      <p class="badge warn wrap">
        <Icon name="alert" />
        <span>{say('replays.mayArriveTwice', { count: mayArriveTwice })}</span>
      </p>
    )}
    {leftOut > 0 && <p class="faint">{say('replays.leftOut', { count: leftOut })}</p>}
    {refusedCount > 0 && <Refused refused={refused} count={refusedCount} words="replays.wouldRefuse" />}
  </div>
);
