import { readFile } from 'node:fs/promises';
import { inPackage } from '../../own-package.ts';
import { type BuiltFile, fileAt } from '../built-file.ts';
import { problem } from '../problems.ts';

/** What pages load of the chat widget, as `bin/build-web.mjs` made it; read and compressed once, at the first request. */
export interface BuiltWidget {
  /** The script that a site embeds. */
  readonly loader: BuiltFile;
  /** What the loader loads, by the files' names, which change with their content. */
  readonly files: ReadonlyMap<string, BuiltFile>;
  /** The same scripts by what their names begin with, which stays: `app` of `app-Dq3x81aB.js`. */
  readonly scripts: ReadonlyMap<string, BuiltFile>;
  /** The name of the app's module. */
  readonly app: string;
}

/** What Vite says of each file that it made, by the source's name (Vite's guide, Backend Integration). */
type Manifest = Readonly<
  Record<
    string,
    {
      readonly file: string;
      readonly isEntry?: boolean;
      readonly css?: readonly string[];
      readonly assets?: readonly string[];
    }
  >
>;

/**
 * Reads the widget when it is first asked for. Throws the 404 that says how to build it, as long as it is not built.
 * @param folder where `bin/build-web.mjs` puts what it makes
 */
export function builtWidget(folder = inPackage('dist/web/')): () => Promise<BuiltWidget> {
  let built: Promise<BuiltWidget> | undefined;
  return () => {
    built ??= read(folder).catch((error) => {
      built = undefined;
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? problem('widgetNotBuilt') : error;
    });
    return built;
  };
}

async function read(folder: URL): Promise<BuiltWidget> {
  const loader = await fileAt(new URL('loader/widget.js', folder));
  const manifest: Manifest = JSON.parse(await readFile(new URL('widget/manifest.json', folder), 'utf8'));
  const chunks = Object.values(manifest);
  const app = chunks.find(({ isEntry }) => isEntry)?.file;
  if (app === undefined) throw new Error("the widget's manifest.json names no entry");
  const names = new Set(chunks.flatMap(({ file, css = [], assets = [] }) => [file, ...css, ...assets]));
  const files = await Promise.all(
    [...names].map(async (name) => [name, await fileAt(new URL(`widget/${name}`, folder))] as const),
  );
  const scripts = files.flatMap(([name, file]) => {
    const stem = stemOf(name);
    return stem === null ? [] : [[stem, file] as const];
  });
  return { loader, files: new Map(files), scripts: new Map(scripts), app };
}

/** What stays of a script's name when its content changes; null for any other name. */
export function stemOf(name: string): string | null {
  const stem = name.slice(0, -'-Dq3x81aB.js'.length);
  return stem !== '' && name.endsWith('.js') && name.charAt(stem.length) === '-' ? stem : null;
}
