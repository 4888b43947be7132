import { useEffect } from 'preact/hooks';
import type { Job } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { paths } from '../go.ts';
import { Empty } from '../parts/empty.tsx';
import { usePages } from '../parts/loaded.ts';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { say } from '../words/language.ts';
import { JobCard } from './job-card.tsx';
import { SectionTabs } from './section-tabs.tsx';
import './deliveries.css';

const pageSize = 20;
/** Jobs are not on the stream, so those that run are asked for. */
const askEveryMs = 1_000;

/** Replays of many: they run in the service, whether somebody looks or not. */
export function ReplaysPage() {
  const list = usePages<Job>('jobs', (cursor) =>
    client.jobs.list({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }),
  );
  const { rows } = list;
  const show = (job: Job) => list.change((before) => before.map((row) => (row.id === job.id ? newer(row, job) : row)));
  const running = rows
    .filter((job) => job.state === 'running')
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    if (running === '') return;
    const ask = () => {
      for (const id of running.split(' ')) client.jobs.get(id).then(show, () => {});
    };
    const timer = setInterval(ask, askEveryMs);
    return () => clearInterval(timer);
  }, [running]);
  return (
    <Page title={say('deliveries.replays')} actions={<SectionTabs current="replays" />}>
      <Paged
        list={list}
        expected={3}
        failed={say('replays.failed')}
        none={
          <Empty icon="retry" title={say('replays.emptyTitle')}>
            <p>{say('replays.emptyText')}</p>
            <a class="link" href={paths.deliveries}>
              {say('deliveries.back')}
            </a>
          </Empty>
        }
      >
        <ul class="jobs">
          {rows.map((job) => (
            <JobCard key={job.id} job={job} onChange={show} />
          ))}
        </ul>
      </Paged>
    </Page>
  );
}

/** An answer that was overtaken by another says nothing new. */
const newer = (before: Job, now: Job) => (now.updatedAt >= before.updatedAt ? now : before);
