import { useState } from 'preact/hooks';
import type { Job } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { paths } from '../go.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Time } from '../parts/time.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { dateTime, number } from '../words/format.ts';
import { say, type WordKey } from '../words/language.ts';
import { reasonWords, refusalWords, statusWords } from './delivery-words.ts';

const states: Readonly<Record<Job['state'], { readonly words: WordKey; readonly tone: Tone }>> = {
  running: { words: 'replays.running', tone: 'accent' },
  paused: { words: 'replays.paused', tone: 'warn' },
  cancelled: { words: 'replays.cancelled', tone: 'quiet' },
  done: { words: 'replays.done', tone: 'good' },
  dryRun: { words: 'replays.dryRun', tone: 'quiet' },
};

interface JobCardProps {
  readonly job: Job;
  readonly onChange: (job: Job) => void;
}

/** A bulk replay or dismissal: how far it is, what one can do about it, and what it refused. */
export function JobCard({ job, onChange }: JobCardProps) {
  const [isBusy, setBusy] = useState(false);
  const { id, does, state, total, done, refused, refusedCount, createdAt } = job;
  const ask = async (verb: 'pause' | 'resume' | 'cancel') => {
    setBusy(true);
    try {
      onChange(await client.jobs[verb](id));
    } catch (error) {
      toastFailure(error);
    }
    setBusy(false);
  };
  const { words, tone } = states[state];
  const isDismissal = does === 'dismiss';
  const replayed = done - refusedCount;
  return (
    <li class="card job">
      <header class="job-head">
        <Badge tone={tone}>{say(words)}</Badge>
        <span class="job-what">{whatOf(job)}</span>
        <Time at={createdAt} format={dateTime} />
      </header>
      <progress class="progress" max={Math.max(1, total)} value={state === 'done' ? Math.max(1, total) : done}>
        {`${done}/${total}`}
      </progress>
      <div class="job-foot">
        <p class="small" role="status">
          {say(isDismissal ? 'replays.dismissedSoFar' : 'replays.progress', { count: total, done: number(replayed) })}
        </p>
        <div class="job-actions">
          {state === 'running' && (
            <Button size="small" icon="pause" disabled={isBusy} onClick={() => void ask('pause')}>
              {say('replays.pause')}
            </Button>
          )}
          {state === 'paused' && (
            <Button size="small" icon="play" disabled={isBusy} onClick={() => void ask('resume')}>
              {say('replays.resume')}
            </Button>
          )}
          {(state === 'running' || state === 'paused') && (
            <Button size="small" kind="danger" disabled={isBusy} onClick={() => void ask('cancel')}>
              {say(isDismissal ? 'replays.cancelDismissal' : 'replays.cancel')}
            </Button>
          )}
        </div>
      </div>
      {refusedCount > 0 && (
        <Refused
          refused={refused}
          count={refusedCount}
          words={isDismissal ? 'replays.notDismissed' : 'replays.refused'}
        />
      )}
    </li>
  );
}

/** What a job was to replay, as it was asked for. */
function whatOf({ filter: { ids, status, reason, byAddress } }: Job): string {
  if (ids !== null) return say('replays.chosen', { count: ids.length });
  const what = say(reason === null ? statusWords[status].words : reasonWords[reason].why);
  return byAddress ? say('replays.toOneAddress', { what }) : what;
}

interface RefusedProps {
  readonly refused: Job['refused'];
  /** How many were refused; fewer may be listed. */
  readonly count: number;
  readonly words: 'replays.refused' | 'replays.notDismissed' | 'replays.wouldRefuse';
}

/** The refused ones by why, each with a way to it. */
export function Refused({ refused, count, words }: RefusedProps) {
  const reasons = [...new Set(refused.map(({ reason }) => reason))];
  return (
    <details class="refused">
      <summary>{say(words, { count })}</summary>
      {reasons.map((reason) => (
        <section key={reason}>
          <h3>{say(refusalWords[reason])}</h3>
          <ul>
            {refused
              .filter((one) => one.reason === reason)
              .map(({ id }) => (
                <li key={id}>
                  <a class="link" href={paths.delivery(id)}>
                    {id}
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
      {count > refused.length && <p class="faint">{say('replays.andMore', { count: count - refused.length })}</p>}
    </details>
  );
}
