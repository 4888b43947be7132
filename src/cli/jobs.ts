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
    if (id === undefined) throw new UsageError(`jobs ${verb} needs the ID of a job; deliveries replay tells it`);
    const job = await withApi(({ jobs }) => (verb === 'show' ? jobs.get(id) : jobs[verb](id)));
    console.log(values.json ? JSON.stringify(job) : described(job).join('\n'));
    return 0;
  },
});

export const jobCommands: readonly Command[] = [
  jobCommand('show', 'Shows how far a replay of many is, and what it refused.'),
  jobCommand('pause', 'Lets it rest; what it has replayed so far is sent all the same.'),
  jobCommand('resume', 'Lets it go on where it was.'),
  jobCommand('cancel', 'Ends it; what it has replayed so far is sent all the same.'),
];
