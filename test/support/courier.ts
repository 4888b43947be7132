import { pino } from 'pino';
import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { FaultRequest } from '../../dev/sendgrid/faults.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { createActivities } from '../../src/activities/activities.ts';
import { sendGrid } from '../../src/mail/sendgrid.ts';
import { sendGridSuppressions } from '../../src/mail/sendgrid-suppressions.ts';
import type { Next } from '../../src/policy/next.ts';
import type { SignalName } from '../../src/workflows/signals.ts';
import type { ApiAccount, ApiInProcess } from './api-in-process.ts';

const sendTimeoutMs = 1_000;

/** Does what the conversation's workflow does, when told to: the real activities with a fake SendGrid, without Temporal. */
export async function startCourier(api: ApiInProcess) {
  const mailbox = await startFakeSendGrid();
  let baseUrl = mailbox.url;
  const woken: string[] = [];
  const activities = createActivities({
    store: api.store,
    waker: {
      wake: async ({ conversationId }, signal) => void woken.push(`${conversationId} ${signal}`),
      wakeFanOut: async () => {},
      wakeBulkReplay: async () => {},
    },
    clock: api.clock,
    log: pino({ level: 'silent' }),
    sendTimeoutMs,
    deliverTimeoutMs: 2 * sendTimeoutMs,
    publicUrl: 'https://chat.acme.example',
    probeEveryMs: 60_000,
    sender: {
      send: (body) => sendGrid({ apiKey: 'SG.courier.test', baseUrl, timeoutMs: sendTimeoutMs }).send(body),
    },
  });

  api.provider.suppressions = {
    lift: (address) => sendGridSuppressions({ apiKey: 'SG.courier.test', baseUrl }, sendTimeoutMs).lift(address),
  };

  return {
    /** What the fan-out signalled. */
    woken,
    /** One pass over the account's waiting conversations, if it is flagged. */
    async fanOut({ id: accountId }: ApiAccount): Promise<void> {
      const flag = await activities.readFlag(accountId);
      if (flag === null) throw new Error('the account is not flagged');
      for (let after: string | null = null; ; ) {
        after = await activities.fanOutPage(accountId, flag.signal, after);
        if (after === null) break;
      }
      await activities.clearFlag(accountId, flag.value);
    },
    /** Looks, and makes the attempts that this asks for; answers what is awaited then. */
    async look({ id: accountId }: ApiAccount, conversationId: string, ...reasons: SignalName[]): Promise<Next> {
      const ref = { accountId, conversationId };
      let next = await activities.look(ref, reasons);
      while (next.kind === 'deliver') next = await activities.deliver(ref, next.deliveryId);
      return next;
    },
    mails: async (to: string): Promise<Mail[]> => {
      const answer = await fetch(`${mailbox.url}/api/mails?to=${encodeURIComponent(to)}`);
      return ((await answer.json()) as { items: Mail[] }).items.reverse();
    },
    fault: async (to: string | null, mode: FaultRequest['mode'], count: number | null = 1): Promise<void> => {
      const body = JSON.stringify({ mode, count, to });
      const answer = await fetch(`${mailbox.url}/api/faults`, { method: 'PUT', body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    /** Whether the address is on the provider's own list of those that bounced. */
    providerDrops: async (address: string): Promise<boolean> => {
      const headers = { authorization: 'Bearer SG.courier.test' };
      const answer = await fetch(`${mailbox.url}/v3/suppression/bounces/${encodeURIComponent(address)}`, { headers });
      return ((await answer.json()) as unknown[]).length > 0;
    },
    /** The provider is away: nothing listens at its address. */
    leave: () => {
      baseUrl = 'http://127.0.0.1:9';
    },
    comeBack: () => {
      baseUrl = mailbox.url;
    },
    stop: () => mailbox.stop(),
  };
}
export type Courier = Awaited<ReturnType<typeof startCourier>>;
