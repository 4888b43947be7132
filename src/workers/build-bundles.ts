import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { plainBundle, tracedBundle, tracingModules } from './bundles.ts';

/** A step of `npm run build`: bundles the workflows once instead of at each start of a worker. */
const workflowsPath = fileURLToPath(new URL('../workflows/index.js', import.meta.url));
for (const [file, workflowInterceptorModules] of [
  [plainBundle, []],
  [tracedBundle, tracingModules()],
] as const) {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [...workflowInterceptorModules],
  });
  writeFileSync(new URL(`../../${file}`, import.meta.url), code);
}
