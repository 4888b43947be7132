import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporalBinary } from '../../bin/servers/temporal-binary.mjs';
import type { Block } from './blocks.ts';

/** What stands for something of the reader's own: `…`, `ID`, `<account>`. */
const placeholder = /…|\bID\b|<\w+>/;

/** A document's text with these words in place of others. Throws if one is not there, or if a placeholder is left. */
export function filledIn(text: string, words: Readonly<Record<string, string>>): string {
  let filled = text;
  for (const [given, word] of Object.entries(words)) {
    if (!filled.includes(given)) throw new Error(`there is no "${given}" to fill in:\n${text}`);
    filled = filled.replaceAll(given, () => word);
  }
  const left = filled.split('\n').find((line) => placeholder.test(line.replace(/#.*/, '')));
  if (left !== undefined) throw new Error(`it is not said what to fill in: ${left}`);
  return filled;
}

const standIns = fileURLToPath(new URL('./stand-ins.sh', import.meta.url));

export type Reader = Awaited<ReturnType<typeof startReader>>;

/** Somebody who types a document's blocks into a shell, in a folder of their own. */
export async function startReader(service: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-reader-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(await temporalBinary(), join(bin, 'temporal'));
  symlinkSync(process.execPath, join(bin, 'node'));
  cpSync('.env.example', join(folder, '.env.example'));
  mkdirSync(join(folder, 'test/workflows/histories'), { recursive: true });
  const { HOME } = process.env;
  let env: NodeJS.ProcessEnv = {
    ...{ HOME, PATH: `${bin}:${process.env.PATH}`, CLONE: process.cwd(), TEMPORAL_ADDRESS: service.TEMPORAL_ADDRESS },
    SERVICE: Object.entries(service)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  };

  /** What is printed on both streams. What it sets is still set in the next block. Throws if a command fails. */
  const types = async (script: string, where = 'typed'): Promise<string> => {
    const after = join(folder, 'environment');
    const command = `. ${standIns}\n${script}\nenv -0 > ${after}`;
    const shell = spawn('bash', ['-eo', 'pipefail', '-c', command], { cwd: folder, env });
    // A question is answered with yes.
    shell.stdin.on('error', () => {}).end('y\n');
    let printed = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (printed += chunk));
    const [code] = await once(shell, 'close');
    if (code !== 0) throw new Error(`${where}: exit code ${code}\n${script}\n${printed}`);
    const pairs = readFileSync(after, 'utf8')
      .split('\0')
      .filter((pair) => pair !== '');
    env = Object.fromEntries(pairs.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]));
    return printed;
  };

  return {
    folder,
    /** Plays a block with these words filled in; `pauses` is called where it sleeps. */
    plays: async (
      { file, line, text }: Block,
      words: Readonly<Record<string, string>> = {},
      pauses?: () => Promise<unknown>,
    ) => {
      const [first = '', ...others] = filledIn(text, words).split(/^sleep \d+$/m);
      const printed = [await types(first, `${file}:${line}`)];
      for (const part of others) {
        await pauses?.();
        printed.push(await types(part, `${file}:${line}`));
      }
      return printed;
    },
    types,
    environment: () => env,
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
