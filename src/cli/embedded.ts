import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from './command.ts';

const Endpoints = z.object({
  api: z.url(),
  apiKey: z.string(),
  mongodb: z.string().optional(),
  /** The environment of its parts, without what came from the environment of `npm start`. */
  environment: z.record(z.string(), z.string()).default({}),
});

/** What to do if neither the environment nor a running `npm start` says where the servers are. */
export const whereEmbeddedIs =
  'run this in or below the folder where npm start runs, or with the same AFTERCHAT_STATE, to use what it started';

/**
 * What `npm start` wrote for scripts: in the folder that AFTERCHAT_STATE names, otherwise in `.afterchat` in this
 * folder or the nearest one above; null if it did not run there.
 */
export function embeddedEndpoints(env: NodeJS.ProcessEnv, folder: string): z.infer<typeof Endpoints> | null {
  const file = endpointsFile(env, folder);
  if (file === null) return null;
  const endpoints = Endpoints.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!endpoints.success) throw new UsageError(`${file} does not say where the API is; npm start rewrites it`);
  return endpoints.data;
}

function endpointsFile(env: NodeJS.ProcessEnv, folder: string): string | null {
  if (env.AFTERCHAT_STATE) {
    const file = join(resolve(folder, env.AFTERCHAT_STATE), 'endpoints.json');
    return existsSync(file) ? file : null;
  }
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, '.afterchat', 'endpoints.json');
    if (existsSync(file) && isOurs(file)) return file;
    if (at === dirname(at)) return null;
  }
}

/** Folders above ours may belong to other users, who must not decide which API is used. */
const isOurs = (file: string) => process.getuid === undefined || statSync(file).uid === process.getuid();
