import { asJson, type Command, typed, UsageError } from './command.ts';
import { described } from './job-text.ts';
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

export const jobCommands: readonly Command[] = [
  jobCommand('show', 'Shows the progress of a bulk replay, and what was refused.'),
  jobCommand('pause', 'Pauses it; what has been replayed so far is still sent.'),
  jobCommand('resume', 'Resumes it where it was paused.'),
  jobCommand('cancel', 'Cancels it; what has been replayed so far is still sent.'),
];
