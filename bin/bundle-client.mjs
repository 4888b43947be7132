import { readFileSync } from 'node:fs';

const folder = 'packages/client';

/** Makes the client one file, dist/client.js, which the API serves to pages that build nothing. Takes a few milliseconds. */
export async function bundleClient() {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  // Not before: nothing may be installed yet when this file is read.
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
