// @ts-check
import { messageOf } from './run-command.mjs';

const answerSeconds = 4;
const proxies = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

/**
 * Null if the site answers, with whatever status; otherwise why it seems to be unreachable. Behind a proxy, which
 * Node's fetch does not use, this cannot be known in advance: null.
 * @param {string} site
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | null>}
 */
export async function unreachable(site, signal) {
  if (proxies.some((name) => process.env[name])) return null;
  const limit = AbortSignal.timeout(answerSeconds * 1000);
  try {
    const ended = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    await fetch(site, { method: 'HEAD', redirect: 'manual', signal: ended });
    return null;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return `${new URL(site).hostname} cannot be reached: ${messageOf(cause)}`;
  }
}
