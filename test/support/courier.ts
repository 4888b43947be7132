import { pino } from 'pino';
import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { FaultRequest } from '../../dev/sendgrid/faults.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { createActivities } from '../../src/activities/activities.ts';
import type { AgentEmailNext } from '../../src/activities/email-agent.ts';
import type { FanOutPage } from '../../src/activities/fan-out.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import { keyProbe, sendGrid } from '../../src/mail/sendgrid.ts';
import { sendGridSuppressions } from '../../src/mail/sendgrid-suppressions.ts';
import type { Next } from '../../src/policy/look/decision.ts';
import { probe } from '../../src/workers/sweeper.ts';
import type { ApiAccount, ApiInProcess } from './api-in-process.ts';
import { forThisFile } from './for-this-file.ts';

/** By the clock of the API, which stands still. */
const sendTimeoutMs = 1_000;
/** By the real clock: on a busy machine an answer takes seconds, and an email that was sent must not count as unknown. */
const patienceMs = 60_000;
const apiKey = 'SG.courier.test';
const probeEveryMs = 60_000;

/**
 * Does what a conversation's workflow does, when told to: the real activities with a fake SendGrid, without Temporal.
 */
export async function startCourier(api: Pick<ApiInProcess, 'store' | 'clock' | 'provider' | 'now' | 'pass'>) {
  // Who gets no answer waits for nothing here: soon it is a gateway's 504, after which the outcome is unknown as well.
  const mailbox = await startFakeSendGrid({ holdMs: 1 });
  let baseUrl = mailbox.url;
  let answering: Promise<void> = Promise.resolve();
  const woken: string[] = [];
  const log = pino({ level: 'silent' });
  const activities = createActivities({
    store: api.store,
    waker: {
      wake: async ({ conversationId }, signal) => void woken.push(`${conversationId} ${signal}`),
      wakeFanOut: async () => {},
      wakeBulkReplay: async () => {},
      wakeInbound: async () => {},
      wakeRestoreLink: async () => {},
      wakeAgentEmail: async () => {},
      wakeWebhook: async () => {},
    },
    clock: api.clock,
    log,
    sendTimeoutMs,
    deliverTimeoutMs: 2 * sendTimeoutMs,
    publicUrl: 'https://chat.acme.example',
    probeEveryMs,
    probeKey: () => keyProbe({ apiKey, baseUrl, timeoutMs: patienceMs })(),
    sender: {
      send: async (body) => {
        const result = await sendGrid({ apiKey, baseUrl, timeoutMs: patienceMs }).send(body);
        await answering;
        return result;
      },
    },
  });

  api.provider.suppressions = {
    lift: (address) => sendGridSuppressions({ apiKey, baseUrl }, patienceMs).lift(address),
  };

  const fault = async (fault: Partial<FaultRequest>): Promise<void> => {
    const answer = await fetch(`${mailbox.url}/api/faults`, { method: 'PUT', body: JSON.stringify(fault) });
    if (!answer.ok) throw new Error(await answer.text());
  };

  async function look(
    { id: accountId }: Pick<ApiAccount, 'id'>,
    conversationId: string,
    ...reasons: SignalName[]
  ): Promise<Next> {
    const ref = { accountId, conversationId };
    let next = await activities.look(ref, reasons);
    while (next.kind === 'deliver') {
      // The workflow never sees it: its worker makes a failed activity of it.
      const { failed: _, ...after } = await activities.deliver(ref, next.deliveryId);
      next = after;
    }
    return next;
  }

  return {
    /** The signals of the fan-out. */
    woken,
    /** One pass over the waiting conversations, if the account is flagged. */
    async fanOut({ id: accountId }: ApiAccount): Promise<void> {
      const flag = await activities.readFlag(accountId);
      if (flag === null) throw new Error('the account is not flagged');
      const { signal } = flag;
      for (let page: FanOutPage | null = null; page === null || page.after !== null; ) {
        page = (await activities.fanOutPage(accountId, signal, page?.after ?? null, true)) as FanOutPage;
        api.pass(Math.max(0, page.dueAt - api.now()) / 1_000);
        await activities.deliverPage({ accountId, signal, conversationIds: page.due });
      }
      await activities.clearFlag(accountId, flag.value);
    },
    /** Looks, and makes the attempts that follow; returns what is awaited after that. */
    look,
    /** A due email is refused for an hour and then parked; the next email carries its messages. */
    async refusedForAnHour(account: ApiAccount, conversationId: string, to: string): Promise<void> {
      await fault({ mode: '500', count: null, to });
      for (let next = await look(account, conversationId); next.kind === 'sleep'; ) {
        api.pass((next.at - api.now()) / 1_000);
        next = await look(account, conversationId);
      }
      await fault({ mode: 'none' });
    },
    /** Does what the sweeper and the workflows do about the account's emails to agents; returns what each awaits. */
    emailAgents: async ({ id: accountId }: Pick<ApiAccount, 'id'>): Promise<AgentEmailNext[]> => {
      const open = await api.store.agentEmails.find({ accountId, watchAt: { $gt: 0 } }).toArray();
      const nexts: AgentEmailNext[] = [];
      for (const { id } of open) nexts.push(await activities.emailAgent(accountId, id));
      return nexts;
    },
    /** Works a bulk replay off, as its workflow does. */
    bulkReplay: async ({ id: accountId }: Pick<ApiAccount, 'id'>, jobId: string): Promise<void> => {
      while ((await activities.replayPage(accountId, jobId))?.state === 'running');
    },
    /** One attempt, as after a look that requested it, and the look that follows. */
    deliver: ({ id: accountId }: ApiAccount, conversationId: string, deliveryId: string): Promise<Next> =>
      activities.deliver({ accountId, conversationId }, deliveryId),
    mails: async (to: string): Promise<Mail[]> => {
      const answer = await fetch(`${mailbox.url}/api/mails?to=${encodeURIComponent(to)}`);
      return ((await answer.json()) as { items: Mail[] }).items.reverse();
    },
    fault: (to: string | null, mode: FaultRequest['mode'], count: number | null = 1) => fault({ mode, count, to }),
    /** The provider's answers to emails stay on the way until the returned function is called. */
    holdAnswers: (): (() => void) => {
      let release = () => {};
      answering = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    /** The provider refuses the key for every call. */
    revokeKey: () => fault({ mode: '401', count: null }),
    restoreKey: () => fault({ mode: 'none' }),
    /** What the sweeper does about a refused key. */
    probe: () => {
      const probeKey = keyProbe({ apiKey, baseUrl, timeoutMs: patienceMs });
      return probe({ store: api.store, clock: api.clock, log, probeKey });
    },
    /** Whether the address is on the provider's own list of bounces. */
    providerDrops: async (address: string): Promise<boolean> => {
      const headers = { authorization: 'Bearer SG.courier.test' };
      const answer = await fetch(`${mailbox.url}/v3/suppression/bounces/${encodeURIComponent(address)}`, { headers });
      return ((await answer.json()) as unknown[]).length > 0;
    },
    /** Makes the provider unreachable: nothing listens at its address. */
    leave: () => {
      baseUrl = 'http://127.0.0.1:9';
    },
    comeBack: () => {
      baseUrl = mailbox.url;
    },
    /** Where people read the emails. */
    mailboxUrl: mailbox.url,
    stop: () => mailbox.stop(),
  };
}
export type Courier = Awaited<ReturnType<typeof startCourier>>;

/** One courier for all tests of a file, for an API that is started before it. */
export const useCourier = (api: ApiInProcess): Courier => forThisFile(() => startCourier(api));
