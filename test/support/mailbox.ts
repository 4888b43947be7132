import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { FaultRequest } from '../../dev/sendgrid/faults.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';

/** A fake SendGrid for one test, which can disappear and come back at its address; its emails are then lost. */
export async function startMailbox() {
  let running = await startFakeSendGrid();
  const { url, port } = running;
  const fault = async (request: Partial<FaultRequest>): Promise<void> => {
    const answer = await fetch(`${url}/api/faults`, { method: 'PUT', body: JSON.stringify(request) });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return {
    url,
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
      running = await startFakeSendGrid({ port });
    },
    stop: () => running.stop(),
  };
}
export type TestMailbox = Awaited<ReturnType<typeof startMailbox>>;
