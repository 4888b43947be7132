import { createRequire } from 'node:module';

/** The bundles that the build puts into dist/, so that a worker starts without bundling. */
export const plainBundle = 'workflow-bundle.js';
export const tracedBundle = 'workflow-bundle-traced.js';

/** What a bundle with tracing contains besides the workflows. */
export function tracingModules(): string[] {
  return [createRequire(import.meta.url).resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors')];
}
