import { parseArgs } from 'node:util';
import { burst } from './burst.ts';
import { closing } from './closing.ts';
import { cost } from './cost.ts';
import { ingest } from './ingest.ts';
import { memory } from './memory.ts';
import { pages } from './pages/pages.ts';
import { type Stack, startStack } from './stack.ts';

/**
 * `npm run bench [ingest|burst|closing|cost|memory|pages …] [-- --mails=N]`: runs each on a stack of its own and prints
 * rows of a Markdown table. `--mails` says how many mails burst and closing wait for; given twice, closing takes one
 * after the other.
 */
const benchmarks: Record<string, (stack: Stack, mails: readonly number[]) => Promise<string>> = {
  ingest,
  burst,
  closing,
  cost,
  memory,
  pages,
};

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { mails: { type: 'string', multiple: true, default: [] } },
});
const mails = values.mails.map(Number);
const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0 || !mails.every((count) => Number.isInteger(count) && count > 0)) {
  if (unknown.length === 0) console.error('bench: --mails needs a number from 1');
  else console.error(`bench: there is no ${unknown.join(', ')}; choose from ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}
for (const [name, run] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`bench: ${name} …`);
  const stack = await startStack();
  try {
    console.log(`\n### ${name}\n\n| figure | median (min to max) |\n| --- | --- |\n${await run(stack, mails)}`);
  } finally {
    await stack.stop();
  }
}
process.exit();
