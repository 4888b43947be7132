import type { ReportEvent } from './report-events.ts';
import type { SigningKey } from './signing-key.ts';

/** Longer than a working receiver needs to answer. */
const answerWithinMs = 10_000;

/** Posts a batch as SendGrid does. Returns whether the receiver accepted it (2xx); never throws. */
export async function postReports(
  url: string,
  key: SigningKey,
  events: readonly ReportEvent[],
  stopped: AbortSignal,
): Promise<boolean> {
  // The real one's bodies have such line ends too, so a receiver that parses and rewrites them before verifying fails.
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
