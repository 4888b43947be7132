import { readFileSync } from 'node:fs';

const folder = 'packages/client';

/**
 * Bundles the client into one file, dist/client.js, which the API serves to pages without a build step. Takes a few
 * milliseconds.
 */
export async function bundleClient() {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  // Imported here, because nothing may be installed yet when this file is loaded.
  const { build } = await import('esbuild');
  await build({
    entryPoints: [`${folder}/src/index.ts`],
    outfile: 'dist/client.js',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    banner: { js: `/* ${name} ${version}, ${license} */` },
  });
}
