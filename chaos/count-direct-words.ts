import type { DoneAct } from './acts.ts';
import { type Case, type Finding, type FindingKind, isTextOf } from './findings.ts';
import { marksIn } from './shown-direct.ts';

type Written = DoneAct & { readonly act: Extract<DoneAct['act'], { kind: 'writeDirect' | 'ownInbox' }> };

/**
 * What visitors wrote on Messenger and Instagram, and what was answered in Meta's own inbox: each is exactly one message
 * with these words (design P4). What the service itself has sent is no further message.
 */
export function countDirectWords(from: Case): Finding[] {
  return [...from.acts.filter(isWritten).flatMap(missing(from)), ...echoesShown(from)];
}

const isWritten = (done: DoneAct): done is Written =>
  (done.act.kind === 'writeDirect' || done.act.kind === 'ownInbox') && done.inboundId !== undefined;

const missing =
  ({ evidence }: Case) =>
  ({ conversation, act: { messageId, text, kind } }: Written): Finding[] => {
    const found = (evidence.messages.get(conversation ?? '') ?? []).filter(isTextOf(messageId));
    const finding = (of: FindingKind, what: string): Finding => ({
      ...{ kind: of, what, conversation: conversation ?? '', messageId: found[0]?.id ?? null, mails: [] },
    });
    const [message] = found;
    if (message === undefined) return [finding('lost', `${messageId} was written on the channel, but is no message`)];
    if (found.length > 1) return [finding('doubled', `${messageId} is ${found.length} messages`)];
    if (message.text !== text) return [finding('lost', `${messageId} is not as it was written: ${message.text}`)];
    const author = kind === 'writeDirect' ? 'visitor' : 'agent';
    if (message.author.kind !== author)
      return [finding('lost', `${messageId} was written by the ${author}, but is the ${message.author.kind}'s`)];
    return [];
  };

/** Echoes of what an agent wrote over the API, shown as if somebody had written it in Meta's own inbox. */
function echoesShown({ evidence }: Case): Finding[] {
  return [...evidence.messages].flatMap(([conversation, messages]) =>
    messages.flatMap(({ id, text, via }): Finding[] => {
      const [mark] = marksIn(text);
      if (via !== 'messenger' && via !== 'instagram') return [];
      if (mark !== undefined && /-[vo]/.test(mark.messageId)) return [];
      const what = `an echo of ${mark?.messageId ?? 'nothing that was written'} became the message ${id}`;
      return [{ kind: 'doubled', conversation, what, messageId: id, mails: [] }];
    }),
  );
}
