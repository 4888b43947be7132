#!/usr/bin/env node
// The command line `afterchat`: compiles on first use and hands over to src/cli.ts.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './child.mjs';
import { compile } from './compile.mjs';
import { checkNode, prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url));

checkNode();
if (!existsSync(cli)) {
  const here = process.cwd();
  process.chdir(root);
  const code = (await prepare([])) || (await compile());
  if (code !== 0) process.exit(code);
  process.chdir(here);
}
process.exit(await runToEnd(process.execPath, [cli, ...process.argv.slice(2)]));
