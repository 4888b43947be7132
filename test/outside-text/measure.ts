import { workOf } from '../support/work.ts';
import type { Measured } from './readers.ts';

// Imported after counting has begun, because what is compiled before that is not counted.
const { careless, longest, parts, readers } = await import('./readers.ts');

async function measured(reader: string, read: (text: string) => unknown, part: keyof typeof parts): Promise<Measured> {
  const repeated = parts[part];
  const text = (length: number) => `x${repeated.repeat(length / [...repeated].length)}x`;
  const work = (length: number) => {
    const long = text(length);
    return workOf(() => read(long));
  };
  // The first run also does what is done only once.
  await read(text(longest / 4));
  return { reader, part, work: [await work(longest / 4), await work(longest / 2), await work(longest)] };
}

/**
 * Prints the work of each reader on each part, as JSON. It runs as a process of its own, so that nothing else is
 * counted.
 */
const all: Measured[] = [];
for (const [reader, read] of Object.entries(readers))
  for (const part of Object.keys(parts) as (keyof typeof parts)[]) all.push(await measured(reader, read, part));
for (const [reader, read] of Object.entries(careless)) all.push(await measured(reader, read, 'dots'));
process.stdout.write(JSON.stringify(all));
