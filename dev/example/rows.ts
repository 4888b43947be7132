import type { Row, WrittenRow } from './row.ts';
import { contactForm } from './rows/contact-form.ts';
import { identified } from './rows/identified.ts';
import { outcomes } from './rows/outcomes.ts';
import { workedExamples } from './rows/worked-examples.ts';

const usual = { start: {}, withoutMail: [], secondsPerMinute: 2, until: 36 };

const headings: Readonly<Record<string, readonly WrittenRow[]>> = {
  'The worked examples': workedExamples,
  'R1 Who gets mail': identified,
  'R2 Contact form': contactForm,
  'R10 Outcomes': outcomes,
};

/** All examples, in the order of the table. */
export const rows: readonly Row[] = Object.entries(headings)
  .flatMap(([heading, written]) => written.map((row) => ({ ...usual, ...row, heading })))
  .map((row, index) => ({ ...row, number: index + 1 }));
