import { freePort } from '../../bin/servers/ports.mjs';
import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { FaultMode } from '../../dev/sendgrid/faults.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { startTemporal, testMongoUri } from '../support/servers.ts';
import { startService } from '../support/service-processes.ts';

const secret = 'inbound-secret-of-readers';

/** What a reader of the documents has deployed: API, worker, Temporal, and a SendGrid that reports and posts replies. */
export async function startStack() {
  const port = await freePort();
  const api = `http://127.0.0.1:${port}`;
  const inboundParse = { hostname: 'reply.acme.example', url: `${api}/webhooks/sendgrid/inbound/${secret}` };
  const eventWebhook = { url: `${api}/webhooks/sendgrid/events`, batchMs: 50 };
  const [temporal, mailbox] = await Promise.all([
    startTemporal(),
    startFakeSendGrid({ eventWebhook, inboundParse, stepMs: 50 }),
  ]);
  const service = await startService({
    mongodb: testMongoUri(),
    temporal: temporal.address,
    sendGrid: mailbox.url,
    port,
    reportKey: mailbox.publicKey,
    inbound: { secret, publicKey: mailbox.inboundPublicKey },
  });
  return {
    api,
    mailbox: mailbox.url,
    environment: Object.fromEntries(
      Object.entries(service.env).filter(([name]) => /^(MONGODB|TEMPORAL|SENDGRID|INBOUND|PUBLIC_URL)/.test(name)),
    ) as Record<string, string>,
    mails: async (): Promise<readonly Mail[]> =>
      ((await (await fetch(`${mailbox.url}/api/mails`)).json()) as { items: Mail[] }).items,
    /** What the next emails to an address meet. */
    fault: (to: string, mode: FaultMode | 'none') =>
      fetch(`${mailbox.url}/api/faults`, { method: 'PUT', body: JSON.stringify({ mode, to, count: null }) }),
    stop: async () => {
      await service.stop();
      await Promise.all([temporal.stop(), mailbox.stop()]);
    },
  };
}
