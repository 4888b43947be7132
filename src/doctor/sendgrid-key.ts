import { z } from 'zod';
import type { AccountAnswer, ReadAccount } from '../mail/sendgrid-account.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import { clockFinding } from './clocks.ts';

/** Dates of HTTP are whole seconds. */
const toleranceMs = 2_000;

const Scopes = z.object({ scopes: z.array(z.string()) });

/** Does SendGrid take the key, may it send, and does its clock agree with ours. */
export async function checkKey(read: ReadAccount, clock: () => number): Promise<readonly Finding[]> {
  const check = 'SendGrid key';
  const askedAt = clock();
  const answer = await read('/v3/scopes');
  const time =
    answer.date === null
      ? []
      : [clockFinding('SendGrid', { askedAt, answeredAt: clock(), theirs: answer.date }, toleranceMs)];
  const scopes = Scopes.safeParse(answer.body);
  if (answer.status !== 200 || !scopes.success) return [notRead(check, answer), ...time];
  if (!scopes.data.scopes.includes('mail.send'))
    return [
      failed(check, 'it lacks the scope mail.send', 'give it Mail Send in SendGrid: Settings > API Keys'),
      ...time,
    ];
  return [ok(check, 'may send mail'), ...time];
}

/** What to make of an answer that does not hold what was asked for. */
export function notRead(check: string, { status, code }: AccountAnswer, neededScope?: string): Finding {
  if (status === 401)
    return failed(check, 'SendGrid refuses it (401)', 'put a valid key into SENDGRID_API_KEY and restart');
  if (status === 403 && neededScope !== undefined)
    return skipped(
      check,
      'the key may not read this, and need not for sending',
      `run the doctor with a SENDGRID_API_KEY that has ${neededScope}, or look it up in SendGrid`,
    );
  if (status === null)
    return failed(
      check,
      `SendGrid does not answer (${code})`,
      'see that this host reaches it (proxy, firewall, DNS), and check SENDGRID_BASE_URL',
    );
  return failed(check, `SendGrid answered ${status}`, "check SENDGRID_BASE_URL, and SendGrid's status page");
}
