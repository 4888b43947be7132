import { randomInt } from 'node:crypto';
import { signatureOf } from './body.ts';

/** Meta waits no longer for an answer. */
const answerWithinMs = 5_000;

export interface Webhook {
  /** `https://host/webhooks/meta`. */
  readonly url: string;
  readonly appSecret: string;
  readonly verifyToken: string;
}

export type Way = 'usual' | 'wrongSignature' | 'unsigned' | 'truncated';

/** One post, as Meta makes it. The status of the answer; null: there was none in time. Never throws. */
export async function postWebhook(
  webhook: Webhook,
  body: Buffer,
  way: Way,
  stopped: AbortSignal,
): Promise<number | null> {
  const secret = way === 'wrongSignature' ? `${webhook.appSecret}.` : webhook.appSecret;
  const sent = way === 'truncated' ? body.subarray(0, Math.floor(body.length / 2)) : body;
  const signatures: Record<string, string> =
    way === 'unsigned'
      ? {}
      : {
          'X-Hub-Signature': signatureOf(body, secret, 'sha1'),
          'X-Hub-Signature-256': signatureOf(body, secret),
        };
  const headers = { 'content-type': 'application/json', 'user-agent': 'facebookexternalua', ...signatures };
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(answerWithinMs)]);
  try {
    const answer = await fetch(webhook.url, {
      method: 'POST',
      headers,
      body: new Uint8Array(sent),
      signal,
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}

/** Asks the address whether it is the app's (Meta's reference of webhooks, "Verification requests"). Never throws. */
export async function verifyWebhook({ url, verifyToken }: Webhook, stopped: AbortSignal): Promise<boolean> {
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const asked = new URL(url);
  asked.searchParams.set('hub.mode', 'subscribe');
  asked.searchParams.set('hub.challenge', challenge);
  asked.searchParams.set('hub.verify_token', verifyToken);
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(answerWithinMs)]);
  try {
    const answer = await fetch(asked, { signal, redirect: 'manual' });
    return (await answer.text()).trim() === challenge && answer.ok;
  } catch {
    return false;
  }
}
