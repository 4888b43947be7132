import { setTimeout as pause } from 'node:timers/promises';
import type { MailSender } from '../mail/sendgrid.ts';
import { newestReportOf } from '../store/deliveries/reports.ts';
import { randomId } from '../store/mongo/ids.ts';
import type { Store } from '../store/mongo/store.ts';
import { type Finding, failed, ok } from './check.ts';
import type { AccountSender } from './senders.ts';

export const testMail = 'test mail';
const check = testMail;
const betweenLooksMs = 250;
/** The provider has it, and we have its word. */
const arrived: readonly string[] = ['processed', 'delivered', 'deferred'];

export interface TestMail {
  readonly to: string;
  readonly sender: AccountSender;
  /** How long to wait for its report. */
  readonly waitMs: number;
}

/** Sends one mail, of no conversation, as all mails are sent, and waits until the webhook has stored its report. */
export async function sendTestMail(
  store: Store,
  mailSender: MailSender,
  { to, sender, waitMs }: TestMail,
): Promise<Finding> {
  const deliveryId = `doctor-${randomId()}`;
  const result = await mailSender.send(JSON.stringify(bodyOf(to, sender, deliveryId)));
  if (result.kind !== 'accepted')
    return failed(
      check,
      `not accepted: ${result.detail ?? result.message}`,
      'see the other checks: the key, the senders; a 403 is an unverified sender',
    );
  const sentAt = performance.now();
  const { accountId } = sender;
  while (performance.now() - sentAt < waitMs) {
    const report = await newestReportOf(store, accountId, deliveryId);
    const after = `${((performance.now() - sentAt) / 1_000).toFixed(1)} s after it was accepted`;
    if (report !== null && arrived.includes(report.event)) return ok(check, `reported as ${report.event} ${after}`);
    if (report !== null)
      return failed(
        check,
        `reported as ${report.event} ${after}: ${report.detail ?? 'without a reason'}`,
        'the way of reports works; try another address, or lift this one from the suppressions in SendGrid',
      );
    await pause(betweenLooksMs);
  }
  return failed(
    check,
    `accepted, but no report came in ${waitMs / 1_000} s`,
    'see the check of reports above, and that SendGrid reaches PUBLIC_URL from outside; the API logs what it refuses',
  );
}

/** As `mailRequest` makes them, of its own custom arguments: its reports are of no delivery, and change nothing. */
function bodyOf(to: string, { accountId, address }: AccountSender, delivery: string) {
  return {
    personalizations: [
      {
        to: [{ email: to }],
        headers: { 'Auto-Submitted': 'auto-generated' },
        custom_args: { account: accountId, delivery, attempt: '1' },
      },
    ],
    from: { email: address },
    subject: 'A test mail of afterchat',
    content: [{ type: 'text/plain', value: 'Mail of afterchat arrives here. There is nothing to do.\n' }],
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  };
}
