import { asJson, type Command, typed, UsageError } from './command.ts';
import { described, progress } from './job-text.ts';
import { limitOf, listed, printListed } from './listed.ts';
import { readable } from './times.ts';
import { withApi } from './with-api.ts';

/** A command for each thing that can be done about a job. */
const jobCommand = (verb: 'show' | 'pause' | 'resume' | 'cancel', does: string): Command => ({
  name: `jobs ${verb}`,
  takes: 'ID [--json]',
  does: [does],
  async run(args) {
    const { values, positionals } = typed(args, asJson, 1);
    const [id] = positionals;
    if (id === undefined) throw new UsageError(`jobs ${verb} needs the ID of a job; deliveries replay prints it`);
    const job = await withApi(({ jobs }) => (verb === 'show' ? jobs.get(id) : jobs[verb](id)));
    console.log(values.json ? JSON.stringify(job) : described(job).join('\n'));
    return 0;
  },
});

const jobsList: Command = {
  name: 'jobs list',
  takes: '[--limit 50] [--json]',
  does: ['Lists bulk replays and dismissals, newest first, also ended ones.'],
  async run(args) {
    const { values } = typed(args, { limit: { type: 'string' }, ...asJson });
    const most = limitOf(values.limit);
    const found = await withApi(({ jobs }) => listed(most, (page) => jobs.list(page)));
    if (values.json) console.log(JSON.stringify(found));
    else
      printListed(found, {
        none: 'There is no job.',
        titles: ['ID', 'STATE', 'STARTED (UTC)', 'PROGRESS'],
        row: (job) => [job.id, job.state, readable(job.createdAt), progress(job)],
      });
    return 0;
  },
};

export const jobCommands: readonly Command[] = [
  jobsList,
  jobCommand('show', 'Shows the progress of a bulk replay or dismissal, and what was refused.'),
  jobCommand('pause', 'Pauses it; what has been replayed so far is still sent.'),
  jobCommand('resume', 'Resumes it where it was paused.'),
  jobCommand('cancel', 'Cancels it; what has been replayed so far is still sent.'),
];
