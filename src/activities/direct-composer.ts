import type { DirectChannel } from '../channels/direct.ts';
import { hasAcceptedPart } from '../policy/delivery/delivery.ts';
import { areFixed, type DeliveryPart, nextPart, wasFoundLate } from '../policy/delivery/parts.ts';
import { isLateAnswer } from '../policy/forwarding/direct.ts';
import { channelOf, type Reach } from '../policy/forwarding/reach.ts';
import { accountFacts } from '../store/accounts/accounts.ts';
import { linkExpiresAt, pathTo } from '../store/attachments/links.ts';
import { newsMessages } from '../store/conversations/shown-messages.ts';
import { isGone } from '../store/deliveries/news-messages.ts';
import type { MessageDoc } from '../store/mongo/documents.ts';
import type { Composer, Prepared } from './composer.ts';
import type { Material } from './content.ts';
import type { ActivityDeps } from './deps.ts';
import type { TakeReportDeps } from './inbound/take-report.ts';
import { takeStoredEchoes } from './inbound/take-stored-echoes.ts';
import { whilePaused } from './while-paused.ts';

type Deps = Pick<ActivityDeps, 'store' | 'publicUrl'> & TakeReportDeps;

/**
 * A message on the visitor's own channel: the next of its parts (docs/channels.md). Its request is made anew for every
 * attempt, because it says which attempt it is, and because what the platform wants to know changes with time; what it
 * says to the visitor stays the same from the first part on that may have arrived.
 */
export const directComposer = (deps: Deps, channel: DirectChannel): Composer => ({
  async compose(material) {
    const { conversation, account, delivery, now } = material;
    const message = await messageOf(deps, material);
    const isOver = message === null || isGone(message);
    const goesBy = channelOf(conversation, accountFacts(account), now);
    const reach = channel.reach(conversation, accountFacts(account), now);
    if (isOver) return { kind: 'withdrawn', reason: 'nothingNew' };
    if (goesBy !== delivery.channel || isWindowClosed(reach))
      return hasAcceptedPart(delivery)
        ? { kind: 'parked', reason: 'messagingWindowClosed' }
        : { kind: 'withdrawn', reason: 'outsideMessagingWindow' };
    if (reach.kind === 'open') return nextOf(deps, channel, { material, message });
    // The visitor has its beginning, or a person has asked for it: then it is this delivery that goes on.
    if (hasAcceptedPart(delivery) || delivery.replay !== null) return whilePaused(material);
    return { kind: 'withdrawn', reason: 'paused' };
  },
  async repeat(material) {
    // What they settle changes the conversation, so that this is decided and composed again.
    await takeStoredEchoes(deps, material.ref);
    const message = await messageOf(deps, material);
    if (message === null || isGone(message)) return { kind: 'parked', reason: 'changedWhileUnknown' };
    const { conversation, account, now } = material;
    const reach = channel.reach(conversation, accountFacts(account), now);
    // Only then could an email carry it, if the account wants that by now; it may have arrived, so none does.
    if (isWindowClosed(reach)) return { kind: 'parked', reason: 'messagingWindowClosed' };
    return reach.kind === 'open' ? nextOf(deps, channel, { material, message }) : whilePaused(material);
  },
});

const isWindowClosed = (reach: Reach) => reach.kind === 'closed' && reach.reason !== 'paused';

async function messageOf({ store }: Deps, { delivery }: Material): Promise<MessageDoc | null> {
  const [message] = await newsMessages(store, delivery);
  return message ?? null;
}

interface Said {
  readonly material: Material;
  readonly message: MessageDoc;
}

async function nextOf(deps: Deps, channel: DirectChannel, { material, message }: Said): Promise<Prepared> {
  const { conversation, delivery, now } = material;
  const { recipientId } = conversation.channel;
  if (recipientId === null) return { kind: 'parked', reason: 'recipientUnavailable' };
  const parts = areFixed(delivery) ? (delivery.parts ?? []) : await partsOf(deps, channel, message, now);
  const number = nextPart({ parts });
  const part = number === null ? undefined : parts[number - 1];
  if (number === null || part === undefined) return { kind: 'parked', reason: 'internal' };
  const isLate = isLateAnswer(conversation, now) || wasFoundLate(delivery, conversation);
  const request = channel.request(part, {
    recipientId,
    deliveryId: delivery.id,
    part: number,
    attempt: delivery.attempts.length + 1,
    isLate,
    linkTo: (fileId) => {
      const file = message.attachments?.find(({ id }) => id === fileId);
      return file === undefined ? null : linkOf(deps, file, 'view', now);
    },
  });
  const { newsSeqs } = delivery;
  return {
    kind: 'send',
    mail: { to: recipientId, newsSeqs, subject: null, messageId: null, request, parts, part: number, isLate },
  };
}

async function partsOf(deps: Deps, channel: DirectChannel, message: MessageDoc, now: number) {
  const files = (message.attachments ?? []).map((file) => {
    const { id, name, type, bytes } = file;
    return { id, name, type, bytes, url: linkOf(deps, file, 'mail', now) };
  });
  const parts = await channel.parts({ text: message.text, files });
  return parts.map((part): DeliveryPart => ({ ...part, acceptedAt: null, providerMessageId: null }));
}

/** `view`: for the platform, which fetches it at once; `mail`: for the visitor, who may follow it weeks later. */
function linkOf(
  { publicUrl }: Deps,
  file: Parameters<typeof pathTo>[0],
  use: Parameters<typeof linkExpiresAt>[0],
  now: number,
): string | null {
  return publicUrl === undefined ? null : `${publicUrl}${pathTo(file, 'file', linkExpiresAt(use, now))}`;
}
