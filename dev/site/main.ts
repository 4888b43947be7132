import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { z } from 'zod';
import { packageRoot } from '../servers/package-root.ts';
import { createSite } from './site.ts';

const env = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(1).max(65_535).default(8_080),
    API_URL: z.url(),
    SITE_KEY: z.string().min(1),
    API_KEY: z.string().min(1),
    IDENTITY_SECRET: z.string().min(1),
    MAILBOX_URL: z.url().optional(),
    AFTER_LEAVING_SECONDS: z.coerce.number().min(0),
  })
  .parse(process.env);

const site = createSite({
  origins: [`http://127.0.0.1:${env.PORT}`, `http://localhost:${env.PORT}`],
  api: env.API_URL,
  siteKey: env.SITE_KEY,
  apiKey: env.API_KEY,
  identitySecret: env.IDENTITY_SECRET,
  mailbox: env.MAILBOX_URL ?? null,
  afterLeavingSeconds: env.AFTER_LEAVING_SECONDS,
  folder: join(packageRoot(), 'dist', 'web', 'site'),
});
const server = serve({ fetch: site.fetch, hostname: env.HOST, port: env.PORT }, () => {
  console.log(`demo site: http://${env.HOST}:${env.PORT}`);
  process.send?.({ kind: 'ready', port: env.PORT });
});
server.on('error', (error) => {
  console.error(`demo site: ${error.message}`);
  process.exit(1);
});

function end(): void {
  server.close(() => process.exit(0));
  if ('closeAllConnections' in server) server.closeAllConnections();
}
process.once('SIGTERM', end);
// The parent is gone, perhaps killed: a part of the embedded default ends with it.
process.once('disconnect', end);
