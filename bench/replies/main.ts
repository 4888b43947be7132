import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bodyOf } from '../../src/mail/inbound/body.ts';
import { readMime } from '../../src/mail/inbound/mime.ts';
import { type Reply, visitorsWords } from '../../src/mail/reply/visitors-words.ts';
import { quantile } from '../statistics.ts';
import { hostileHtml, hostileTexts } from './hostile.ts';

/**
 * `npm run bench:replies -- --corpus DIR`: cuts each reply in `DIR/emails` (`.txt`, `.html`, `.eml`) and compares what is
 * left with `DIR/trimmed/NAME.txt`, except for white space. Prints each miss, the score and the time per email, and how
 * long a megabyte of the worst texts takes.
 */
const { corpus } = parseArgs({ options: { corpus: { type: 'string' } } }).values;
const rounds = 5;

async function score(folder: string): Promise<void> {
  const wanted = new Set(readdirSync(join(folder, 'trimmed')));
  const times: number[] = [];
  let right = 0;
  let judged = 0;
  for (const file of readdirSync(join(folder, 'emails')).sort()) {
    const name = `${file.slice(0, file.length - extname(file).length)}.txt`;
    if (!wanted.has(name)) continue;
    const reply = await replyIn(join(folder, 'emails', file));
    judged += 1;
    times.push(timed(reply, 20));
    const got = withoutSpaces(visitorsWords(reply).words);
    const want = withoutSpaces(readFileSync(join(folder, 'trimmed', name), 'utf8'));
    if (got === want) right += 1;
    else console.log(difference(file, want, got));
  }
  times.sort((a, b) => a - b);
  console.log(`\n${right} of ${judged} as wanted`);
  console.log(`ms per email: median ${quantile(times, 0.5).toFixed(3)}, longest ${quantile(times, 1).toFixed(3)}\n`);
}

async function replyIn(path: string): Promise<Reply> {
  const bytes = readFileSync(path);
  switch (extname(path)) {
    case '.eml': {
      const { text, html } = bodyOf(await readMime(bytes));
      return { text, html };
    }
    case '.html':
      return { text: null, html: bytes.toString('utf8') };
    default:
      return { text: bytes.toString('utf8'), html: null };
  }
}

/** Milliseconds of the processor for one cutting, so that other work on the machine counts little. */
function timed(reply: Reply, repetitions: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage();
    for (let repetition = 0; repetition < repetitions; repetition += 1) visitorsWords(reply);
    const { user, system } = process.cpuUsage(start);
    shortest = Math.min(shortest, (user + system) / 1_000 / repetitions);
  }
  return shortest;
}

const withoutSpaces = (text: string) => text.replace(/\s+/gu, ' ').trim();

/** Where the two part, with a little of what stands around it. */
function difference(file: string, want: string, got: string): string {
  let at = 0;
  while (at < want.length && want.charAt(at) === got.charAt(at)) at += 1;
  const from = Math.max(0, at - 30);
  const shown = (text: string) => JSON.stringify(text.slice(from, at + 70));
  return `- ${file}, from character ${at}\n    wanted ${shown(want)}\n    got    ${shown(got)}`;
}

function hostile(): void {
  const rows = [
    ...Object.entries(hostileTexts).map(([part, text]) => [part, timed({ text, html: null }, 1)] as const),
    ...Object.entries(hostileHtml).map(([part, html]) => [part, timed({ text: null, html }, 1)] as const),
  ].sort((a, b) => b[1] - a[1]);
  console.log('| 1 MB of | ms |\n| --- | --- |');
  for (const [part, ms] of rows) console.log(`| \`${JSON.stringify(part)}\` | ${ms.toFixed(0)} |`);
}

if (corpus !== undefined) await score(corpus);
hostile();
