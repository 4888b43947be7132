import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { startFakeSendGrid } from './fake-sendgrid.ts';

const env = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(8_025),
    STATE_FILE: z.string().min(1).optional(),
    /** Where reports are posted; nowhere when unset. */
    EVENT_WEBHOOK_URL: z.url().optional(),
    /** Where inbound emails to the host are posted; further hosts by the API. */
    INBOUND_PARSE_URL: z.url().optional(),
    /** The demo site, for the mailbox's page. */
    SITE_URL: z.url().optional(),
    /** A file with a key and its certificate, both PEM; it then listens by https alone, as SendGrid does. */
    TLS_FILE: z.string().min(1).optional(),
    INBOUND_PARSE_HOST: z.hostname().default('reply.acme.example'),
  })
  .parse(process.env);

const pem = env.TLS_FILE === undefined ? undefined : readFileSync(env.TLS_FILE, 'utf8');
const fake = await startFakeSendGrid({
  host: env.HOST,
  port: env.PORT,
  tls: pem === undefined ? undefined : { key: pem, cert: pem },
  stateFile: env.STATE_FILE,
  site: env.SITE_URL,
  inboundParse:
    env.INBOUND_PARSE_URL === undefined ? undefined : { hostname: env.INBOUND_PARSE_HOST, url: env.INBOUND_PARSE_URL },
  eventWebhook: env.EVENT_WEBHOOK_URL === undefined ? undefined : { url: env.EVENT_WEBHOOK_URL },
});
console.log(`fake SendGrid and its mailbox: ${fake.url}`);
process.send?.({ kind: 'ready', port: fake.port });

async function end(): Promise<void> {
  await fake.stop();
  process.exit(0);
}
process.once('SIGTERM', end);
// The parent is gone, perhaps killed: a part of the embedded default ends with it.
process.once('disconnect', end);
