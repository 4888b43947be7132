import type { Attachment, DirectMessage } from '../kept/messages.ts';
import type { Page } from '../kept/pages.ts';

/** One entry of `messaging`, as Meta's reference of webhook events has it. */
export interface MessagingEvent {
  readonly sender: { readonly id: string };
  readonly recipient: { readonly id: string };
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly [kind: string]: unknown;
}

/** An event and the field by which an app subscribes to it. */
export interface Told {
  readonly field: string;
  readonly event: MessagingEvent;
}

/** The app by which Meta's own inbox sends, which its echoes name. */
export const ownInboxAppId = '263902037430900';

interface About {
  readonly page: Page;
  /** The visitor's id. */
  readonly person: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const fromPerson = ({ page, person, at }: About) => ({
  sender: { id: person },
  recipient: { id: page.id },
  timestamp: at,
});

/** A message of a visitor. */
export function messageEvent(about: About, message: DirectMessage): Told {
  return { field: 'messages', event: { ...fromPerson(about), message: contentOf(message) } };
}

/**
 * What the page has sent. Instagram says neither which app it was nor its metadata.
 * @param appId null: it was written in Meta's own inbox
 */
export function echoEvent({ page, person, at }: About, message: DirectMessage, appId: string | null): Told {
  const told =
    page.channel === 'messenger'
      ? { app_id: Number(appId ?? ownInboxAppId), ...(message.metadata === null ? {} : { metadata: message.metadata }) }
      : {};
  return {
    field: page.channel === 'messenger' ? 'message_echoes' : 'messages',
    event: {
      ...{ sender: { id: page.id }, recipient: { id: person }, timestamp: at },
      message: { ...contentOf(message), is_echo: true, ...told },
    },
  };
}

/** Messenger's; Instagram does not say that a message was delivered. */
export function deliveryEvent(about: About, message: DirectMessage): Told | null {
  if (about.page.channel !== 'messenger') return null;
  const delivery = { mids: [message.id], watermark: Date.parse(message.receivedAt) };
  return { field: 'message_deliveries', event: { ...fromPerson(about), delivery } };
}

/** Messenger says up to when everything was read, Instagram which message. */
export function readEvent(about: About, message: DirectMessage): Told {
  return about.page.channel === 'messenger'
    ? { field: 'message_reads', event: { ...fromPerson(about), read: { watermark: about.at } } }
    : { field: 'messaging_seen', event: { ...fromPerson(about), read: { mid: message.id } } };
}

/** @param reaction null: it is taken back */
export function reactionEvent(
  about: About,
  mid: string,
  reaction: { readonly name: string; readonly emoji: string } | null,
): Told {
  const said =
    reaction === null ? { action: 'unreact' } : { action: 'react', reaction: reaction.name, emoji: reaction.emoji };
  return { field: 'message_reactions', event: { ...fromPerson(about), reaction: { mid, ...said } } };
}

export function postbackEvent(
  about: About,
  mid: string,
  postback: { readonly title: string; readonly payload: string; readonly referral?: Referral | undefined },
): Told {
  const { title, payload, referral } = postback;
  const from = referral === undefined ? {} : { referral: referralOf(about.page, referral) };
  return { field: 'messaging_postbacks', event: { ...fromPerson(about), postback: { mid, title, payload, ...from } } };
}

export interface Referral {
  readonly ref: string;
  readonly source?: string | undefined;
}

/** Somebody came back by a link, without a message yet. */
export function referralEvent(about: About, referral: Referral): Told {
  const field = about.page.channel === 'messenger' ? 'messaging_referrals' : 'messaging_referral';
  return { field, event: { ...fromPerson(about), referral: referralOf(about.page, referral) } };
}

/** Instagram's alone: Messenger tells no app that a message was unsent. */
export function unsendEvent(about: About, mid: string): Told {
  return { field: 'messages', event: { ...fromPerson(about), message: { mid, is_deleted: true } } };
}

export function editEvent(about: About, mid: string, text: string, times: number): Told {
  const field = about.page.channel === 'messenger' ? 'message_edits' : 'message_edit';
  return { field, event: { ...fromPerson(about), message_edit: { mid, text, num_edit: times } } };
}

const referralOf = ({ channel }: Page, { ref, source }: Referral) => ({
  ref,
  source: source ?? (channel === 'messenger' ? 'SHORTLINK' : 'IGME-SOURCE-LINK'),
  type: 'OPEN_THREAD',
});

function contentOf({ id, text, attachments, replyTo, isUnsent }: DirectMessage) {
  return {
    mid: id,
    ...(isUnsent ? { is_deleted: true } : {}),
    ...(text === null ? {} : { text }),
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(attachmentOf) }),
    ...(replyTo === null ? {} : { reply_to: { mid: replyTo } }),
  };
}

const attachmentOf = ({ type, url, stickerId }: Attachment) => ({
  type,
  payload: { url, ...(stickerId === null ? {} : { sticker_id: Number(stickerId) }) },
});
