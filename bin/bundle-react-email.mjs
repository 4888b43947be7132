/**
 * Writes what our emails use of react-email into one file, so that a worker does not load the rest of it when it starts.
 * Takes a tenth of a second.
 */
export async function bundleReactEmail() {
  // Imported here, because nothing may be installed yet when this file is loaded.
  const { build } = await import('esbuild');
  await build({
    entryPoints: ['src/mail/react-email.ts'],
    outfile: 'dist/src/mail/react-email.js',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['react', 'react/*', 'react-dom', 'react-dom/*'],
  });
}
