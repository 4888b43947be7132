import type { ReportEvent } from './report-events.ts';
import type { SigningKey } from './signing-key.ts';

/** Longer than a receiver takes that means to answer. */
const answerWithinMs = 10_000;

/** Posts a batch as SendGrid does; true if the receiver took it (2xx), and nothing thrown whatever it does. */
export async function postReports(
  url: string,
  key: SigningKey,
  events: readonly ReportEvent[],
  stopped: AbortSignal,
): Promise<boolean> {
  // The real one's bodies end their lines like this too: who parses and writes them again before verifying finds out.
  const body = Buffer.from(`[${events.map((event) => JSON.stringify(event)).join(',\r\n')}]\r\n`);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'SendGrid Event API',
    'X-Twilio-Email-Event-Webhook-Signature': key.sign(timestamp, body),
    'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
  };
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(answerWithinMs)]);
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
