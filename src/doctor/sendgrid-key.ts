import { z } from 'zod';
import type { AccountAnswer, ReadAccount } from '../mail/sendgrid-account.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import { clockFinding } from './clocks.ts';

/** HTTP dates are whole seconds. */
const toleranceMs = 2_000;

const Scopes = z.object({ scopes: z.array(z.string()) });

/** Whether SendGrid accepts the key, whether the key may send, and whether SendGrid's clock agrees with ours. */
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
      failed(
        check,
        'it lacks the scope mail.send',
        'give it the permission Mail Send in SendGrid: Settings > API Keys',
      ),
      ...time,
    ];
  return [ok(check, 'may send email'), ...time];
}

/** The finding for an answer that does not contain what was asked for. */
export function notRead(check: string, { status, code }: AccountAnswer, neededScope?: string): Finding {
  if (status === 401)
    return failed(check, 'SendGrid refuses the key (401)', 'put a valid key into SENDGRID_API_KEY and restart');
  if (status === 403 && neededScope !== undefined)
    return skipped(
      check,
      'the key may not read this, which is not needed for sending',
      `run the doctor with a SENDGRID_API_KEY that has ${neededScope}, or check it in SendGrid`,
    );
  if (status === null)
    return failed(
      check,
      `SendGrid does not answer (${code})`,
      'check that this host can reach it (proxy, firewall, DNS) and that SENDGRID_BASE_URL is right',
    );
  return failed(check, `SendGrid answered ${status}`, "check SENDGRID_BASE_URL and SendGrid's status page");
}
