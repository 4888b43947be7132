import { worksOf } from '../support/work.ts';
import type { Measured } from './readers.ts';

// Imported after counting has begun, because what is compiled before that is not counted.
const { careless, longest, parts, readers } = await import('./readers.ts');
const { emails, most, readEmail } = await import('./email-readers.ts');

type Work = Measured['work'];

/** The work on a quarter, a half and the whole of a size. */
async function measured<Input>(
  read: (input: Input) => unknown,
  inputOf: (size: number) => Input,
  size: number,
): Promise<Work> {
  const inputs = [size / 4, size / 2, size].map(inputOf);
  // The first run also does what is done only once.
  await read(inputOf(size / 4));
  const works = await worksOf(inputs.map((input) => () => read(input)));
  return works as unknown as Work;
}

const textOf = (repeated: string) => (length: number) => `x${repeated.repeat(length / [...repeated].length)}x`;

/**
 * Prints the work of each reader on each part, as JSON. It runs as a process of its own, so that nothing else is
 * counted.
 */
const all: Measured[] = [];
for (const [reader, read] of Object.entries(readers))
  for (const [part, repeated] of Object.entries(parts))
    all.push({ reader, part, work: await measured(read, textOf(repeated), longest) });
for (const [part, linesOf] of Object.entries(emails))
  all.push({ reader: 'readEmail', part, work: await measured(readEmail, linesOf, most) });
for (const [reader, read] of Object.entries(careless))
  all.push({ reader, part: 'dots', work: await measured(read, textOf(parts.dots), longest) });
process.stdout.write(JSON.stringify(all));
