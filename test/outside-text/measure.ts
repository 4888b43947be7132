import { workOf } from '../support/work.ts';
import { longest, type Measured, parts, readers } from './readers.ts';

/** Prints the work of each reader on each part, as JSON: a process of its own, so that nothing else is counted. */
const measured: Measured[] = [];
for (const [reader, read] of Object.entries(readers)) {
  for (const [part, repeated] of Object.entries(parts)) {
    const text = (length: number) => `x${repeated.repeat(length / [...repeated].length)}x`;
    const work = async (length: number) => {
      const long = text(length);
      return await workOf(() => read(long));
    };
    // The first time does also what is done once only.
    await work(longest);
    measured.push({ reader, part, work: [await work(longest / 4), await work(longest / 2), await work(longest)] });
  }
}
process.stdout.write(JSON.stringify(measured));
