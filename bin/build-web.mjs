import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (below) => fileURLToPath(new URL(`../${below}`, import.meta.url));

/** Preact everywhere; no browser older than docs/widget.md says. */
const shared = {
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', pure: false } },
};
/** What is drawn in other people's pages: the tokens of src/design/ are put into its style sheet when it is bundled. */
const embedded = {
  resolve: {
    alias: {
      // Nothing of the widget needs Preact's hooks, or the bindings for signals that bring them (panel/mount.tsx).
      '@preact/signals': '@preact/signals-core',
      'preact/jsx-runtime': path('web/widget/app/jsx-runtime.ts'),
    },
  },
  plugins: [
    {
      name: 'tokens',
      enforce: 'pre',
      async transform(css, id) {
        if (!id.includes('panel.css')) return;
        const { runnerImport } = await import('vite');
        const { module } = await runnerImport(path('src/design/css-variables.ts'), { configFile: false });
        const { sizes, colors } = module.embeddedVariables('.chat');
        return css.replace(/var\((--[\w-]+)\)/g, (whole, name) => sizes[name] ?? whole) + colors;
      },
    },
  ],
};
const target = ['es2022', 'chrome116', 'firefox124', 'safari17.4'];

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
    ...embedded,
    build: {
      outDir: path('dist/web/widget'),
      cssMinify: 'esbuild',
      manifest: 'manifest.json',
      // As a library, because Vite would otherwise add a kilobyte that preloads styles, of which there are none.
      lib: { entry: 'app.ts', formats: ['es'] },
      rolldownOptions: {
        // Parts that are loaded later use what the app has, instead of files of their own.
        preserveEntrySignatures: 'allow-extension',
        output: { entryFileNames: 'app-[hash].js', chunkFileNames: '[name]-[hash].js', minify: true },
      },
    },
  },
  // The agents' pages, in browsers that are kept up to date: those of 2024 and newer.
  {
    root: path('web/inbox'),
    base: '/inbox/',
    build: {
      outDir: path('dist/web/inbox'),
      target: ['es2023', 'chrome125', 'firefox125', 'safari17.5'],
      // Which keeps light-dark() as it is, and with it what the person chose instead of what the device has.
      cssMinify: 'esbuild',
      // The page's policy allows no picture in an address.
      assetsInlineLimit: 0,
    },
  },
  { root: path('web/mailbox'), base: '/', build: { outDir: path('dist/web/mailbox') } },
  { root: path('web/phone'), base: '/', build: { outDir: path('dist/web/phone') } },
  // The demo site's pages are made by its server; this is their script and style.
  {
    root: path('web/site'),
    build: {
      outDir: path('dist/web/site'),
      lib: { entry: 'site.ts', formats: ['iife'], name: 'site', fileName: () => 'site.js', cssFileName: 'site' },
    },
  },
];

/** The states of the chat, one a page: for looking at them and for tests, and no part of what is shipped. */
const gallery = (outDir) => ({ root: path('web/gallery'), base: './', ...embedded, build: { outDir } });

/** Bundles the pages and the widget. Takes about a second. */
export const buildWeb = () => bundle(bundles);

export const buildGallery = (outDir = path('dist/gallery')) => bundle([gallery(outDir)]);

async function bundle(which) {
  // Imported here, because nothing may be installed yet when this file is loaded.
  const { build } = await import('vite');
  for (const { build: options, ...rest } of which.filter(({ root }) => existsSync(root))) {
    removeFilesIn(options.outDir);
    await build({ ...shared, ...rest, build: { target, emptyOutDir: false, reportCompressedSize: false, ...options } });
  }
}

/** Of an earlier build. Its folders stay: tsc puts there what tests import of web/. */
function removeFilesIn(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isFile() || entry.name === 'assets') rmSync(join(folder, entry.name), { recursive: true });
}
