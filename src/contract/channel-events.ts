/**
 * What the platforms of the channels report that is kept until it has been processed: by the names that a record of it
 * has, what it is in words.
 */
export const channelEvents = {
  message: 'a message of the visitor',
  postback: 'a button that the visitor pressed',
  echo: 'a message to the visitor',
  read: 'that the visitor has read',
  delivered: 'that messages have arrived',
  reaction: 'a reaction to a message',
  edit: 'another text of a message',
  unsend: 'a message that the visitor took back',
  referral: 'where the visitor came from',
} as const;
export type ChannelEventKind = keyof typeof channelEvents;

const prefix = 'event-';

/** The id of an event's record, which tells it from an email: the same for the same event, however often it comes. */
export const channelEventId = (digest: string) => `${prefix}${digest.slice(0, 32)}`;
export const isChannelEventId = (inboundId: string) => inboundId.startsWith(prefix);
