import { z } from 'zod';
import { startFakeMeta } from './fake-meta.ts';

const env = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(8_026),
    STATE_FILE: z.string().min(1).optional(),
    /** Where webhooks are posted; nowhere when unset. */
    WEBHOOK_URL: z.url().optional(),
    /** Signs them. */
    META_APP_SECRET: z.string().min(1).optional(),
    META_VERIFY_TOKEN: z.string().min(1).optional(),
  })
  .refine(({ WEBHOOK_URL: url, META_APP_SECRET: secret, META_VERIFY_TOKEN: token }) => {
    return url === undefined || (secret !== undefined && token !== undefined);
  }, 'WEBHOOK_URL needs META_APP_SECRET and META_VERIFY_TOKEN')
  .parse(process.env);

const fake = await startFakeMeta({
  host: env.HOST,
  port: env.PORT,
  stateFile: env.STATE_FILE,
  webhook:
    env.WEBHOOK_URL === undefined
      ? undefined
      : { url: env.WEBHOOK_URL, appSecret: env.META_APP_SECRET ?? '', verifyToken: env.META_VERIFY_TOKEN ?? '' },
});
console.log(`fake Meta: ${fake.url}`);
process.send?.({ kind: 'ready', port: fake.port });

async function end(): Promise<void> {
  await fake.stop();
  process.exit(0);
}
process.once('SIGTERM', end);
// The parent is gone, perhaps killed: a part of the embedded default ends with it.
process.once('disconnect', end);
