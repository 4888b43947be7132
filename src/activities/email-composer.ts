import { channels } from '../channels/channels.ts';
import type { MailContent } from '../mail/mail.ts';
import { stoppedFor } from '../policy/forwarding/reach.ts';
import { isAddressOf } from '../policy/visitor/address.ts';
import { isTakenBack } from '../store/deliveries/news-messages.ts';
import type { Composer } from './composer.ts';
import { contentToSend } from './content.ts';
import type { ActivityDeps } from './deps.ts';
import { whilePaused } from './while-paused.ts';

/** Turns an email's content into the provider's request. */
export type WriteMail = (content: MailContent) => Promise<{ readonly subject: string; readonly request: string }>;

/** Email, composed with all news of the moment from what the store has. */
export const emailComposer = (
  deps: Pick<ActivityDeps, 'store' | 'publicUrl'>,
  write: WriteMail = written,
): Composer => ({
  async compose(material) {
    const answer = await contentToSend(deps, material);
    if (answer.kind !== 'content') return answer;
    const { content, newsSeqs } = answer;
    const { subject, request } = await write(content);
    return {
      kind: 'send',
      mail: { to: content.visitor.address, newsSeqs, subject, messageId: content.thread.messageId, request },
    };
  },
  /**
   * The same email byte for byte, unless its news was cancelled or deleted or all of it read, its address is suppressed
   * or has changed, or forwarding is off. It waits while the account is paused.
   */
  async repeat(material) {
    const { conversation, delivery } = material;
    const { settings } = material.account;
    const { to, newsSeqs, subject, messageId, request } = delivery;
    if (to === null || subject === null || messageId === null || request === null)
      return { kind: 'parked', reason: 'internal' };
    if (settings.delivery.paused) return whilePaused(material);
    const isStopped = settings.emailForwarding === 'nothing' || stoppedFor(conversation) !== null;
    if (isStopped || !isAddressOf(conversation, to) || (await isTakenBack(deps.store, delivery)))
      return { kind: 'parked', reason: 'changedWhileUnknown' };
    return { kind: 'send', mail: { to, newsSeqs, subject, messageId, request } };
  },
});

async function written(content: MailContent) {
  const { email } = channels;
  const [mail] = await email.parts(content);
  if (mail === undefined) throw new Error('an email has one part');
  return { subject: mail.subject, request: email.request(mail, content) };
}
