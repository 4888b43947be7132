import { type MessageFlag, messageLength } from '../../contract/messages.ts';
import { hasVisible } from '../../contract/primitives.ts';
import { cleanLine, cleanText } from '../../mail/clean.ts';
import type { InboundMail } from '../../mail/inbound/inbound-mail.ts';
import { visitorsWords } from '../../mail/reply/visitors-words.ts';
import { isOwnAddress } from '../../policy/visitor/own-address.ts';
import { countAnswer } from '../../store/addresses/answers.ts';
import { takeEmailedMessage } from '../../store/conversations/emailed-messages.ts';
import { findMessage } from '../../store/conversations/messages.ts';
import { sha256 } from '../../store/mongo/ids.ts';
import { wakeOrLeave } from '../../temporal/wake-changed.ts';
import type { ActivityDeps } from '../deps.ts';
import { storeFiles } from './attached-files.ts';
import { takeDeliveryReport } from './delivery-report.ts';
import type { InboundEnd } from './inbound-end.ts';
import type { NoPlace, Place } from './place.ts';

export type TakeEmailDeps = Pick<ActivityDeps, 'store' | 'clock' | 'log' | 'waker'>;

/** An email as it was stored and when, and where it belongs. */
export interface InboundReceived {
  readonly id: string;
  readonly place: Place | NoPlace;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/**
 * Brings an email into the conversation that it answers (design, Replies by mail). It may be called again with the same
 * email, whose message is then stored once. Throws only if it should be tried again, as while MongoDB is away.
 */
export async function takeEmail(deps: TakeEmailDeps, mail: InboundMail, inbound: InboundReceived): Promise<InboundEnd> {
  const { store, clock } = deps;
  const { place } = inbound;
  if (!('account' in place)) {
    const { reason, link } = place;
    return {
      kind: 'deadLetter',
      reason,
      accountId: link?.accountId ?? null,
      conversationId: link?.conversationId ?? null,
    };
  }
  const { accountId, conversationId } = place.link;
  const of = { accountId, conversationId };
  const isCounted = await countAnswer(store, place.link._id, sha256(mail.digest), await clock());
  if (!isCounted) return { kind: 'deadLetter', reason: 'tooMany', ...of };
  const { nature } = mail;
  if (nature.kind === 'deliveryReport') {
    const { report } = nature;
    await takeDeliveryReport(deps, { place, report, digest: mail.digest, receivedAt: inbound.receivedAt });
    return { kind: 'recorded', as: 'deliveryReport', ...of };
  }
  if (nature.kind === 'automatic') return { kind: 'recorded', as: nature.why, ...of };
  const isOurs = mail.from !== null && isOwnAddress(mail.from.address, place.account.settings);
  if (isOurs) return { kind: 'recorded', as: 'ourOwn', ...of };
  return takeWords(deps, mail, inbound, place);
}

/** The message that an email from a person becomes. */
async function takeWords(
  deps: TakeEmailDeps,
  mail: InboundMail,
  { id: inboundId, receivedAt }: InboundReceived,
  place: Place,
): Promise<InboundEnd> {
  const { store, clock } = deps;
  const { accountId, conversationId } = place.link;
  const of = { accountId, conversationId };
  const id = `email-${sha256(mail.digest).slice(0, 32)}`;
  if ((await findMessage(store, of, id)) !== null) return { kind: 'duplicate', messageId: id, ...of };
  const { text, isShortened } = wordsOf(mail);
  const files = await storeFiles(deps, mail, place);
  if (text === '' && files.ids.length === 0 && !files.areSomeLeftOut) return { kind: 'recorded', as: 'empty', ...of };
  const { from, isAuthenticated, messageId } = mail;
  const flags: readonly MessageFlag[] = [
    ...(isShortened ? (['shortened'] as const) : []),
    ...(files.areSomeLeftOut ? (['attachmentsLeftOut'] as const) : []),
  ];
  const email = {
    id,
    inboundId,
    messageId,
    sender: { from: from?.address ?? null, isAuthenticated },
    authorName: authorNameOf(mail),
    text,
    files: files.ids,
    flags,
    at: receivedAt,
  };
  const taken = await takeEmailedMessage(store, of, email, await clock());
  switch (taken?.kind) {
    case undefined:
      return { kind: 'deadLetter', reason: 'erased', ...of };
    case 'refused':
      return { kind: 'deadLetter', reason: 'otherSender', ...of };
    case 'known':
      return { kind: 'duplicate', messageId: email.id, ...of };
    case 'new':
      await wakeOrLeave(deps, taken.changed);
      return { kind: 'message', messageId: email.id, ...of };
    default:
      return taken satisfies never;
  }
}

/** As much of the visitor's words as a message may have; empty if there is nothing to see. */
function wordsOf({ text, html }: InboundMail): { readonly text: string; readonly isShortened: boolean } {
  const words = cleanText(visitorsWords({ text, html }).words);
  if (!hasVisible(words)) return { text: '', isShortened: false };
  if (words.length <= messageLength) return { text: words, isShortened: false };
  const shortened = [...words.slice(0, 2 * messageLength)].slice(0, messageLength).join('');
  return { text: shortened.trimEnd(), isShortened: shortened.length < words.length };
}

function authorNameOf({ from }: InboundMail): string | null {
  const name = cleanLine(from?.name ?? '') || cleanLine(from?.address ?? '');
  return name === '' ? null : name;
}
