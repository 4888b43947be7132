import { readdir } from 'node:fs/promises';
import { inPackage } from '../../own-package.ts';
import { type BuiltFile, fileAt } from '../built-file.ts';
import { problem } from '../problems.ts';

/** The agents' pages, as `bin/build-web.mjs` made them; read and compressed once, at the first request. */
export interface BuiltInbox {
  /** The one page, which shows what its address says. */
  readonly page: BuiltFile;
  /** What it loads, by the files' names, which change with their content. */
  readonly assets: ReadonlyMap<string, BuiltFile>;
}

/**
 * Reads the inbox when it is first asked for. Throws the 404 that says how to build it, as long as it is not built.
 * @param folder where `bin/build-web.mjs` puts what it makes
 */
export function builtInbox(folder = inPackage('dist/web/')): () => Promise<BuiltInbox> {
  let built: Promise<BuiltInbox> | undefined;
  return () => {
    built ??= read(new URL('inbox/', folder)).catch((error) => {
      built = undefined;
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? problem('inboxNotBuilt') : error;
    });
    return built;
  };
}

async function read(folder: URL): Promise<BuiltInbox> {
  const page = await fileAt(new URL('index.html', folder));
  const names = await readdir(new URL('assets/', folder));
  const assets = await Promise.all(
    names.map(async (name) => [name, await fileAt(new URL(`assets/${name}`, folder))] as const),
  );
  return { page, assets: new Map(assets) };
}
