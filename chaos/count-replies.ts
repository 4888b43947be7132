import { type Case, type Finding, type FindingKind, isTextOf, repliesIn } from './findings.ts';
import { onOneLine } from './shown-direct.ts';

/** Replies by email that were answered with 2xx and are not exactly one message with the words that were written (P4). */
export function countReplies({ acts, evidence }: Case): Finding[] {
  return repliesIn(acts).flatMap((reply) => {
    const { messages, acceptedReplies } = evidence;
    const found = (messages.get(reply.conversation ?? '') ?? []).filter(
      (message) => message.via === 'email' && isTextOf(reply.act.messageId)(message),
    );
    const finding = (kind: FindingKind, what: string): Finding => ({
      ...{ kind, what, conversation: reply.conversation ?? '', messageId: found[0]?.id ?? null, mails: [] },
    });
    const { messageId, text } = reply.act;
    if (found.length > 1) return [finding('doubled', `the reply ${messageId} is ${found.length} messages`)];
    const [message] = found;
    // Email programs break long lines.
    if (message !== undefined && onOneLine(message.text) !== text)
      return [finding('lost', `the reply ${messageId} is not as it was written: ${message.text}`)];
    if (message === undefined && acceptedReplies.has(reply.inboundId))
      return [finding('lost', `the reply ${messageId} was answered with 2xx, but is no message`)];
    return [];
  });
}
