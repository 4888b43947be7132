import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildWeb } from './build-web.mjs';
import { bundleClient } from './bundle-client.mjs';
import { bundleReactEmail } from './bundle-react-email.mjs';
import { runToEnd } from './child.mjs';
import { withLock } from './servers/pid-lock.mjs';

const tsc = 'node_modules/typescript/bin/tsc';
const folders = ['bin', 'src', 'packages', 'web', 'dev', 'test', 'bench', 'chaos'];
/** Records what dist/ was compiled from. */
const stamp = 'dist/.sources';

/**
 * Compiles the sources to dist/, unless it is up to date: file by file and without checking types, which `npm run
 * check` does and which takes ten times as long. Returns tsc's exit code.
 */
export async function compile() {
  mkdirSync('dist', { recursive: true });
  return await withLock('dist/.lock', () => {}, compileUnlessDone);
}

async function compileUnlessDone() {
  const sources = fingerprint();
  // Running stacks read dist/ whenever a part is restarted, so it is not written without need.
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return 0;
  // What tsc remembers of its last full run is no longer true.
  rmSync('dist/.tsbuildinfo', { force: true });
  const fileByFile = ['--noCheck', '--noResolve', '--lib', 'es5', '--types', '', '--declaration', 'false'];
  const unrecorded = ['--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const code = await runToEnd(process.execPath, [tsc, ...fileByFile, ...unrecorded]);
  if (code !== 0) return code;
  await bundleClient();
  await bundleReactEmail();
  await buildWeb();
  writeFileSync(stamp, sources);
  return 0;
}

/** Compiles the sources to dist/ and checks types; returns tsc's exit code, which is not 0 if a type is wrong. */
export async function compileChecked() {
  const code = await runToEnd(process.execPath, [tsc]);
  if (code !== 0) return code;
  await bundleClient();
  await bundleReactEmail();
  await buildWeb();
  return 0;
}

/** Changes whenever a source file is written, added or removed. */
function fingerprint() {
  const files = ['tsconfig.json', 'package-lock.json', ...folders.flatMap(filesIn)];
  const lines = files.map((file) => `${file} ${statSync(file).mtimeMs} ${statSync(file).size}`);
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

function filesIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name !== 'node_modules');
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'dist' ? [] : filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
