import { randomUUID } from 'node:crypto';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { applyAll } from '../../src/apply-reports.ts';
import { countUnapplied, takeUnapplied } from '../../src/store/deliveries/reports.ts';
import type { ApiAccount, ApiInProcess } from '../support/api-in-process.ts';
import type { Courier } from '../support/courier.ts';
import { type ReportSigner, reportsPath } from '../support/signed-reports.ts';
import { dueReply } from './due-reply.ts';

export type Event = Readonly<Record<string, unknown>>;

/** An account's conversations as far as their mail, and what SendGrid then reports of it. */
export function reporting(api: ApiInProcess, courier: Courier) {
  async function post(body: unknown, given: { at?: number; signer?: ReportSigner } = {}) {
    const { at = api.now(), signer = api.signer } = given;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    return api.app.request(reportsPath, { method: 'POST', headers: signer.headers(bytes, at), body: bytes });
  }

  /**
   * On a busy machine a transaction may take longer than it is given, and its reports are left to the sweeper: this does
   * as the sweeper does when their time has come, without waiting for it.
   */
  async function applyLeft(): Promise<void> {
    const { store, clock, log, waker } = api;
    for (let tries = 1; (await countUnapplied(store)) > 0; tries += 1) {
      if (tries > 10) throw new Error('reports are left that cannot be applied');
      const left = await takeUnapplied(store, api.now() + tries * 120_000, 500);
      await applyAll({ store, clock, log }, left, {
        changed: async ({ conversation: { accountId, id: conversationId, channel }, wake }) =>
          wake && (await waker.wake({ accountId, conversationId, channel: channel.kind }, wake)),
        flagged: (accountId) => waker.wakeFanOut(accountId),
      });
    }
  }

  return {
    post,
    /** Posts events, and waits until what they do is done. */
    report: async (...events: readonly Event[]): Promise<void> => {
      const answer = await post(events);
      if (answer.status !== 204) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
      await api.told();
      await applyLeft();
    },
    /** A reply to a visitor who has left, attempted once. */
    mailed: async (account: ApiAccount, id: string, mode = 'none' as Parameters<Courier['fault']>[1]) => {
      const { chat, address } = await dueReply(api, { account, id });
      await courier.fault(address, mode);
      await courier.look(account, id);
      const [mail] = await courier.mails(address);
      const [delivery] = await account.call('GET', `/v1/deliveries?conversation=${id}`).then(({ body }) => body.items);
      const deliveryId = delivery?.id ?? '';
      return { chat, mail, deliveryId, event: eventOf(account, deliveryId, mail) };
    },
    eventOf,
    delivery: async (account: ApiAccount, id: string) =>
      (await account.call('GET', `/v1/deliveries/${id}`)).body as unknown as Readonly<Record<string, unknown>>,
    message: async (account: ApiAccount, conversationId: string, seq = 1) => {
      const { body } = await account.call('GET', `/v1/conversations/${conversationId}/messages`);
      return body.items.find((item) => item.seq === seq) as unknown as Readonly<Record<string, unknown>>;
    },
  };

  /** An event of the mail as SendGrid tells it, under an id of its own. */
  function eventOf(account: ApiAccount, delivery: string, mail: Mail | undefined) {
    return (event: string, more: Event = {}): Event => ({
      email: 'visitor@example.com',
      event,
      timestamp: Math.floor(api.now() / 1_000),
      sg_event_id: randomUUID(),
      sg_message_id: `${mail?.id ?? 'some'}.filter0001.16648.5515E0B88.0`,
      account: account.id,
      delivery,
      attempt: '1',
      ...more,
    });
  }
}
