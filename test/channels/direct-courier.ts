import { pino } from 'pino';
import { createActivities } from '../../src/activities/activities.ts';
import type { PageConnection } from '../../src/activities/deps.ts';
import type { DirectChannel } from '../../src/channels/direct.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import type { MailSender } from '../../src/mail/sendgrid.ts';
import type { Next } from '../../src/policy/look/decision.ts';
import type { ApiAccount, ApiInProcess } from '../support/api-in-process.ts';

const log = pino({ level: 'silent' });
const nothing = async () => {};
const waker = {
  wake: nothing,
  wakeFanOut: nothing,
  wakeBulkReplay: nothing,
  wakeInbound: nothing,
  wakeRestoreLink: nothing,
  wakeWebhook: nothing,
  wakeAgentEmail: nothing,
};

export interface DirectCourierOptions {
  readonly channels?: Readonly<Record<string, DirectChannel>>;
  /** Where the providers are. */
  readonly hosts: Readonly<Record<string, string>>;
  /** How the provider of emails answers them; by default none may be sent. */
  readonly email?: Awaited<ReturnType<MailSender['send']>>;
  /** By the real clock. */
  readonly timeoutMs?: number;
}

/** Does what a conversation's workflow does, when told to, with the real activities and no Temporal. */
export function directCourier(
  api: Pick<ApiInProcess, 'store' | 'clock' | 'now' | 'pass'>,
  { channels, hosts, email, timeoutMs = 60_000 }: DirectCourierOptions,
) {
  const marked: string[] = [];
  const connections = new Map<string, Partial<PageConnection>>();
  const activities = createActivities({
    ...{ store: api.store, clock: api.clock, log, waker, sendTimeoutMs: 1_000, deliverTimeoutMs: 2_000 },
    publicUrl: 'https://chat.acme.example',
    probeEveryMs: 60_000,
    probeKey: async () => 'taken',
    sender: {
      send: async () => {
        if (email === undefined) throw new Error('nothing is emailed here');
        return email;
      },
    },
    direct: {
      ...(channels === undefined ? {} : { channels: channels as never }),
      connectionOf: async ({ pageId }) => {
        const known = connections.get(pageId);
        if (known === null || pageId.startsWith('unconnected')) return null;
        const access = { pageId, login: 'facebook', accessToken: `token-${pageId}`, hosts, timeoutMs };
        const note = async (status: string) => void marked.push(`${pageId} ${status}`);
        return { access, isTokenDead: false, note, ...known };
      },
    },
  });

  async function look({ id: accountId }: Pick<ApiAccount, 'id'>, conversationId: string, ...reasons: SignalName[]) {
    const ref = { accountId, conversationId };
    let next: Next = await activities.look(ref, reasons);
    while (next.kind === 'deliver') next = await activities.deliver(ref, next.deliveryId);
    return next;
  }

  return {
    look,
    /** One look or attempt, as an activity of the workflow. */
    activities,
    /** What was told of pages, such as `page-1 tokenDead`. */
    marked,
    /** Changes how a page is connected. */
    connect: (pageId: string, connection: Partial<PageConnection>) => void connections.set(pageId, connection),
    /** Looks and waits on, by the clock of the API, until nothing is retried any more; not for a window to close. */
    async lookAndWait(account: Pick<ApiAccount, 'id'>, conversationId: string): Promise<Next> {
      let next = await look(account, conversationId);
      while (next.kind === 'sleep' && next.at - api.now() < 86_400_000) {
        api.pass((next.at - api.now()) / 1_000);
        next = await look(account, conversationId);
      }
      return next;
    },
  };
}
export type DirectCourier = ReturnType<typeof directCourier>;
