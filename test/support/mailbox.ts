import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { FaultRequest } from '../../dev/sendgrid/faults.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';

/** A fake SendGrid of the test's own, which can go away and come back at its address; the mails are lost with it. */
export async function startMailbox() {
  let running = await startFakeSendGrid();
  const { url, port } = running;
  const fault = async (request: Partial<FaultRequest>): Promise<void> => {
    const answer = await fetch(`${url}/api/faults`, { method: 'PUT', body: JSON.stringify(request) });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return {
    url,
    /** The mails to an address, oldest first. */
    mailsTo: async (address: string): Promise<Mail[]> => {
      const answer = await fetch(`${url}/api/mails?to=${encodeURIComponent(address)}`);
      return ((await answer.json()) as { items: Mail[] }).items.reverse();
    },
    /** What the next mails to an address meet. */
    fault: (to: string, mode: FaultRequest['mode'], count: number | null = 1) => fault({ mode, count, to }),
    /** The key is good for nothing until it is restored. */
    revokeKey: () => fault({ mode: '401', count: null }),
    restoreKey: () => fault({ mode: 'none' }),
    leave: () => running.stop(),
    comeBack: async () => {
      running = await startFakeSendGrid({ port });
    },
    stop: () => running.stop(),
  };
}
export type TestMailbox = Awaited<ReturnType<typeof startMailbox>>;
