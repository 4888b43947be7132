// Part of `npm run check`: no regular expression may need more than linear time, whatever it reads. One that did would
// let a stranger block the service with one message. Call: `node bin/expressions.mjs [folder or file]…`
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';
import { check } from 'recheck';

const folders = ['src', 'packages', 'dev', 'bin', 'web'];
const longestMs = 120_000;
/** Where recheck tries texts, it begins with the same ones and stops by counts, so that a busy machine changes nothing. */
const always = { randomSeed: 1, attackTimeout: null, incubationTimeout: null };

/** The scripts in the folders; a missing folder has none. */
function scriptsIn(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return /\.[cm]?[jt]sx?$/.test(path) ? [path] : [];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => scriptsIn(join(path, name)));
}

/** Every regular expression of a script; one that is assembled at run time has the source null. */
function expressionsIn(file) {
  const source = readFileSync(file);
  const { body } = parseSync(source.toString('utf8'), { syntax: 'typescript', tsx: file.endsWith('x') });
  const found = [];
  // Spans count bytes from 1.
  const lineOf = (node) =>
    source
      .subarray(0, node.span.start - 1)
      .toString('utf8')
      .split('\n').length;
  (function walk(node) {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    if (node.type === 'RegExpLiteral')
      found.push({ file, line: lineOf(node), source: node.pattern, flags: node.flags });
    if ((node.type === 'NewExpression' || node.type === 'CallExpression') && node.callee.value === 'RegExp')
      found.push({ file, line: lineOf(node), ...madeBy(node.arguments ?? []) });
    Object.values(node).forEach(walk);
  })(body);
  return found;
}

/** `RegExp` of a literal text can be judged like a literal. */
function madeBy([pattern, flags]) {
  const isText = (argument) => argument === undefined || argument.expression.type === 'StringLiteral';
  if (pattern === undefined || !isText(pattern) || !isText(flags)) return { source: null, flags: '' };
  return { source: pattern.expression.value, flags: flags?.expression.value ?? '' };
}

/** Null if the expression is linear, otherwise what is wrong with it. */
async function fault({ source, flags }) {
  if (source === null) return 'is put together while the program runs, so that nobody can judge it';
  const { status, complexity, attack, error } = await check(source, flags, { timeout: longestMs, ...always });
  if (status === 'safe') return null;
  if (status === 'unknown') return `cannot be judged (${error.kind}): write it more simply`;
  const power = complexity.type === 'polynomial' ? `the power ${complexity.degree} of` : 'an exponential of';
  return `takes a time that grows with ${power} the text’s length, as in ${attack.pattern}`;
}

const asked = process.argv.slice(2);
if (asked.length === 0) process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const expressions = (asked.length > 0 ? asked : folders).flatMap(scriptsIn).flatMap(expressionsIn);
/** An expression that occurs in several places is judged once. */
const faults = new Map();
const keyOf = ({ source, flags }) => `/${source}/${flags}`;
for (const expression of expressions)
  if (!faults.has(keyOf(expression))) faults.set(keyOf(expression), fault(expression));
let bad = 0;
for (const expression of expressions) {
  const wrong = await faults.get(keyOf(expression));
  if (wrong === null) continue;
  bad += 1;
  process.stderr.write(`${expression.file}:${expression.line} ${keyOf(expression)} ${wrong}\n`);
}
process.stdout.write(`${faults.size} regular expressions judged, ${bad} ${bad === 1 ? 'place' : 'places'} to mend\n`);
// recheck keeps a process of its own, which this one would otherwise wait for.
process.exit(bad === 0 ? 0 : 1);
