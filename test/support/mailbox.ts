import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { FaultRequest } from '../../dev/sendgrid/faults.ts';
import type { Received } from '../../dev/sendgrid/inbound/inbound-list.ts';
import type { InboundMail } from '../../dev/sendgrid/inbound/inbound-mail.ts';
import type { FirstHost } from '../../dev/sendgrid/inbound/parse-settings.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import type { ReplyRequest } from '../../dev/sendgrid/reply/reply-routes.ts';

/** A fake SendGrid for one test, which can disappear and come back at its address; with its emails. */
export async function startMailbox(inboundParse?: FirstHost) {
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-mailbox-'));
  const options = { inboundParse, stateFile: join(folder, 'mailbox.json') };
  let running = await startFakeSendGrid(options);
  const { url, port } = running;
  const fault = async (request: Partial<FaultRequest>): Promise<void> => {
    const answer = await fetch(`${url}/api/faults`, { method: 'PUT', body: JSON.stringify(request) });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return {
    url,
    inboundKey: running.inboundPublicKey,
    /** Answers an email as its recipient would; resolves when the answer has been posted once. */
    reply: async (mailId: string, request: z.input<typeof ReplyRequest>): Promise<InboundMail & Received> => {
      const body = JSON.stringify(request);
      const answer = await fetch(`${url}/api/mails/${mailId}/reply`, { method: 'POST', body });
      if (!answer.ok) throw new Error(await answer.text());
      return (await answer.json()) as InboundMail & Received;
    },
    /** From now on, emails to the host that is set up from the start are posted there. */
    receiveAt: async (postedTo: string): Promise<void> => {
      const path = `${url}/v3/user/webhooks/parse/settings/${inboundParse?.hostname}`;
      const headers = { authorization: 'Bearer SG.tests', 'content-type': 'application/json' };
      const answer = await fetch(path, { method: 'PATCH', headers, body: JSON.stringify({ url: postedTo }) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    /** The emails to an address, oldest first. */
    mailsTo: async (address: string): Promise<Mail[]> => {
      const answer = await fetch(`${url}/api/mails?to=${encodeURIComponent(address)}`);
      return ((await answer.json()) as { items: Mail[] }).items.reverse();
    },
    /** Sets the fault that the next emails to an address meet. */
    fault: (to: string, mode: FaultRequest['mode'], count: number | null = 1) => fault({ mode, count, to }),
    /** Revokes the key until it is restored. */
    revokeKey: () => fault({ mode: '401', count: null }),
    restoreKey: () => fault({ mode: 'none' }),
    leave: () => running.stop(),
    comeBack: async () => {
      running = await startFakeSendGrid({ ...options, port });
    },
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type TestMailbox = Awaited<ReturnType<typeof startMailbox>>;
