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
 * JSON lines in a file. A process that is killed while writing leaves an incomplete last line, which is ignored;
 * nothing that was answered is lost by this. Writing is synchronous, so what `append` wrote survives the process.
 *
 * @param mode who may read it
 */
export function openStateFile(path: string, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(isJson) : [];
  let count = lines.length;
  let descriptor = openSync(path, 'a', mode);

  return {
    /** The content of the file when it was opened. */
    lines,
    length: (): number => count,
    append(json: string): void {
      writeAll(descriptor, `${json}\n`);
      count += 1;
    },
    /** Replaces the whole content; if the process dies meanwhile, the old content remains. */
    rewrite(all: readonly string[]): void {
      writeFileSync(`${path}.new`, all.map((json) => `${json}\n`).join(''), { mode });
      renameSync(`${path}.new`, path);
      closeSync(descriptor);
      descriptor = openSync(path, 'a', mode);
      count = all.length;
    },
    close: (): void => closeSync(descriptor),
  };
}

/** Repeats the write until all is written: one call may write only a part of a large text. */
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
