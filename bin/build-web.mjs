import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (below) => fileURLToPath(new URL(`../${below}`, import.meta.url));

/** Preact everywhere; no browser older than 2023 (docs/widget.md). */
const shared = {
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};
const target = ['es2022', 'chrome111', 'firefox115', 'safari16.4'];

/** What browsers load, each bundled to dist/web/ (web/README.md). */
const bundles = [
  // The script that a site embeds: one file, a classic script.
  {
    root: path('web/widget/loader'),
    build: {
      outDir: path('dist/web/loader'),
      lib: { entry: 'loader.ts', formats: ['iife'], name: 'afterchatLoader', fileName: () => 'widget.js' },
    },
  },
  // What it loads when the chat is needed: a module, with a file for each language.
  {
    root: path('web/widget/app'),
    base: './',
    build: {
      outDir: path('dist/web/widget'),
      manifest: 'manifest.json',
      modulePreload: false,
      rolldownOptions: {
        input: path('web/widget/app/app.tsx'),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'app-[hash].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  { root: path('web/mailbox'), base: '/', build: { outDir: path('dist/web/mailbox') } },
  { root: path('web/site'), base: '/', build: { outDir: path('dist/web/site') } },
].filter(({ root }) => existsSync(root));

/** Bundles the pages and the widget. Takes about a second. */
export async function buildWeb() {
  // Imported here, because nothing may be installed yet when this file is loaded.
  const { build } = await import('vite');
  for (const { build: options, ...rest } of bundles)
    await build({ ...shared, ...rest, build: { target, emptyOutDir: true, reportCompressedSize: false, ...options } });
}
