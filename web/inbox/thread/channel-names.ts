import type { Conversation } from '../../../packages/client/src/index.ts';

/** The channels of the visitor's own, which are called the same in every language. */
export const channelNames: Readonly<Record<Exclude<Conversation['channel']['kind'], 'web'>, string>> = {
  messenger: 'Messenger',
  instagram: 'Instagram',
};
