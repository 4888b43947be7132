import type { Handoff } from '../handoff.ts';

type Configuration = Handoff['configuration'];

/** Told what went wrong, what to do about it, and whether it may pass, so that it is worth asking again later. */
export type OnRefused = (code: string, message: string, mayPass: boolean) => void;

/**
 * Asks the API what this site's widget looks like. The only request on a page on which nobody uses the chat. Undefined
 * after `onRefused`.
 */
export async function configure(
  apiUrl: string,
  siteKey: string,
  onRefused: OnRefused,
): Promise<Configuration | undefined> {
  const address = `${apiUrl}/v1/visitor/widget?siteKey=${siteKey}`;
  try {
    const response = await fetch(address);
    const answer = await response.json();
    if (response.ok) return answer;
    onRefused(answer.type.split(':').pop(), answer.detail, response.status > 404);
  } catch {
    // A page that is not allowed cannot read why; but it can tell that there was an answer.
    await fetch(address, { mode: 'no-cors' }).then(
      () => onRefused('origin-not-allowed', `${location.origin} is not in brand.allowedOrigins`, false),
      () => onRefused('unreachable', `${apiUrl} is away or not in connect-src`, true),
    );
  }
  return;
}
