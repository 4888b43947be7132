import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * JSON lines in a file. A process that is killed while it writes leaves a torn last line: that line is left out, which
 * loses nothing that was answered. Writing is synchronous: what `append` wrote survives the process.
 */
export function openStateFile(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(isJson) : [];
  let count = lines.length;
  let descriptor = openSync(path, 'a');

  return {
    /** What the file held when it was opened. */
    lines,
    length: (): number => count,
    append(json: string): void {
      writeAll(descriptor, `${json}\n`);
      count += 1;
    },
    /** Replaces the whole content, or leaves the old one if it dies on the way. */
    rewrite(all: readonly string[]): void {
      writeFileSync(`${path}.new`, all.map((json) => `${json}\n`).join(''));
      renameSync(`${path}.new`, path);
      closeSync(descriptor);
      descriptor = openSync(path, 'a');
      count = all.length;
    },
    close: (): void => closeSync(descriptor),
  };
}

/** One write may take less than all of a large text. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
