import { useEffect } from 'preact/hooks';
import type { Delivery } from '../../../packages/client/src/index.ts';
import { conversation, load, visitorName } from '../account/conversations.ts';
import { say } from '../words/language.ts';

const asked = new Set<string>();

/**
 * To whom a delivery goes, for those who read a list: the address of an email; on a channel what the visitor is called,
 * for which their conversation is loaded once, as nobody knows people by the platform's ids.
 */
export function useRecipient({ channel, to, conversationId }: Delivery): string {
  const known = conversation(conversationId).value;
  const isToLoad = channel !== 'email' && known === null;
  useEffect(() => {
    if (!isToLoad || asked.has(conversationId)) return;
    asked.add(conversationId);
    load(conversationId).catch(() => {});
  }, [isToLoad, conversationId]);
  if (channel === 'email') return to ?? say('deliveries.noAddressYet');
  return (known && visitorName(known)) ?? to ?? say('list.anonymous');
}
