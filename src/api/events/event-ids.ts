import { createHmac } from 'node:crypto';
import { nonceBytes, open, seal } from '../../store/mongo/sealed.ts';
import type { Topic } from './happening.ts';

/** What clients get instead of change stream tokens, because a token names documents of any account. */
export interface EventIds {
  seal(topic: Topic, token: string): string;
  /** The token; null for an id that was not sealed by us, or for another topic. */
  open(topic: Topic, id: string): string | null;
}

/** Tokens have a few hundred bytes: they contain one document's key. */
const longestId = 4_096;

/**
 * Seals tokens, each for its topic. The nonce is derived from what is sealed, so that a token has the same id in every
 * process, and no nonce is used for two tokens.
 * @param key 32 bytes
 */
export function eventIds(key: Buffer): EventIds {
  const nonceKey = createHmac('sha256', key).update('nonce').digest();
  return {
    seal: (topic, token) => {
      const plain = Buffer.from(token, 'hex');
      const about = aboutOf(topic);
      const digest = createHmac('sha256', nonceKey).update(about).update('\n').update(plain).digest();
      return seal(key, { plain, about, nonce: digest.subarray(0, nonceBytes) });
    },
    open: (topic, id) => {
      if (id.length > longestId) return null;
      return open(key, aboutOf(topic), id)?.toString('hex').toUpperCase() ?? null;
    },
  };
}

/** Ids contain no colon. */
const aboutOf = ({ view, accountId, conversationId }: Topic) =>
  Buffer.from(`${view}:${accountId}:${conversationId ?? ''}`);
