import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from './command.ts';

const Endpoints = z.object({
  api: z.url(),
  apiKey: z.string(),
  /** What its parts run with, as far as they did not have it from the environment of `npm start`. */
  environment: z.record(z.string(), z.string()).default({}),
});

/** What `npm start` left in this folder for scripts; null where it did not run. */
export function embeddedEndpoints(folder: string): z.infer<typeof Endpoints> | null {
  const file = join(folder, '.afterchat', 'endpoints.json');
  if (!existsSync(file)) return null;
  const endpoints = Endpoints.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!endpoints.success) throw new UsageError(`${file} does not say where the API is; npm start writes it anew`);
  return endpoints.data;
}
