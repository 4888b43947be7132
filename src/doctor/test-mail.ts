import { setTimeout as pause } from 'node:timers/promises';
import type { MailSender } from '../mail/sendgrid.ts';
import { newestReportOf } from '../store/deliveries/reports.ts';
import { randomId } from '../store/mongo/ids.ts';
import type { Store } from '../store/mongo/store.ts';
import { type Finding, failed, ok } from './check.ts';
import type { AccountSender } from './senders.ts';

export const testMail = 'test email';
const check = testMail;
const betweenLooksMs = 250;
/** The events that prove that the provider has the email and reports on it. */
const arrived: readonly string[] = ['processed', 'delivered', 'deferred'];

export interface TestMail {
  readonly to: string;
  readonly sender: AccountSender;
  /** How long to wait for its report. */
  readonly waitMs: number;
}

/** Sends one email that belongs to no conversation and waits until the webhook has stored a report of it. */
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
      'see the checks of the key and the senders; a 403 means that the sender is not verified',
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
        `reported as ${report.event} ${after}: ${report.detail ?? 'no reason given'}`,
        'reports do arrive; try another address, or remove this one from the suppressions in SendGrid',
      );
    await pause(betweenLooksMs);
  }
  return failed(
    check,
    `accepted, but no report arrived within ${waitMs / 1_000} s`,
    'see the check SendGrid reports above, and that SendGrid can reach PUBLIC_URL; the API logs what it refuses',
  );
}

/** Like `mailRequest`'s, but its custom arguments name no existing delivery, so its reports change nothing. */
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
    subject: 'Test email from afterchat',
    content: [
      { type: 'text/plain', value: 'Email from afterchat arrives at this address. There is nothing for you to do.\n' },
    ],
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  };
}
