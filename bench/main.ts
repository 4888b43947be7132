import { burst } from './burst.ts';
import { cost } from './cost.ts';
import { ingest } from './ingest.ts';
import { memory } from './memory.ts';
import { pages } from './pages/pages.ts';
import { type Stack, startStack } from './stack.ts';

/**
 * `npm run bench [ingest|burst|cost|memory|pages …]`: runs each on a stack of its own and prints rows of a Markdown table.
 */
const benchmarks: Record<string, (stack: Stack) => Promise<string>> = { ingest, burst, cost, memory, pages };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; choose from ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}
for (const [name, run] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`bench: ${name} …`);
  const stack = await startStack();
  try {
    console.log(`\n### ${name}\n\n| figure | median (min to max) |\n| --- | --- |\n${await run(stack)}`);
  } finally {
    await stack.stop();
  }
}
process.exit();
