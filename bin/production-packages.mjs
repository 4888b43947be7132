import { cpSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const { getPrebuiltTargetName } = createRequire(import.meta.url)('@temporalio/core-bridge/common.js');

/** What is never loaded when the built program runs: types, maps, prose, and Temporal's core for other platforms. */
const unused = [/\.(d\.[cm]?ts|map)$/, /^(?!licen|notice|copying).*\.(md|markdown)$/i];
const isUnused = (path) =>
  unused.some((names) => names.test(basename(path))) ||
  /\/core-bridge\/(sdk-core|src|bridge-macros)(\/|$)/.test(path) ||
  (/\/core-bridge\/releases\/[^/]+$/.test(path) && basename(path) !== getPrebuiltTargetName());

/**
 * Copies to `folder`/node_modules what of the installed packages is needed at run time. It takes those that package-lock.json
 * does not call packages for development, without what is unused of them; licenses stay.
 */
function copyProductionPackages(folder) {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const wanted = Object.entries(packages).filter(([path, { dev, link }]) => path !== '' && !dev && !link);
  for (const [path] of wanted.filter(([path]) => existsSync(path)))
    cpSync(path, join(folder, path), {
      recursive: true,
      // Packages inside packages have their own entries in the lock file.
      filter: (each) => each === path || !(basename(each) === 'node_modules' || isUnused(each)),
    });
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage, after npm install: node bin/production-packages.mjs FOLDER\n');
  process.exit(2);
}
copyProductionPackages(folder);
