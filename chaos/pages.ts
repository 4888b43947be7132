import { channelConversationId, type MetaChannelKind } from '../src/contract/channels.ts';

/** The account's page on each channel, as the fake Meta knows it. */
export const pages = {
  messenger: { id: '100200300400501', login: 'facebook', accessToken: 'EAAB-chaos-messenger' },
  instagram: { id: '17841400000000001', login: 'instagram', accessToken: 'IGAA-chaos-instagram' },
} as const satisfies Record<MetaChannelKind, object>;

/** What the ids of conversations begin with in the plan; those of the site begin with `c`. */
export const letters = { messenger: 'm', instagram: 'i' } as const satisfies Record<MetaChannelKind, string>;

export const channelKinds = Object.keys(pages) as readonly MetaChannelKind[];

/** Ids of people begin with this, so that they have the length of Meta's. */
const firstPerson = 7_000_000_000_000_000n;

/** Whose conversation it is on a channel. */
export interface Correspondent {
  readonly channel: MetaChannelKind;
  readonly pageId: string;
  /** The visitor's id on the channel. */
  readonly personId: string;
}

/** Null: it is one of the site's. */
export function correspondentOf(conversation: string): Correspondent | null {
  const channel = channelKinds.find((kind) => conversation.startsWith(letters[kind]));
  if (channel === undefined) return null;
  const personId = String(firstPerson + BigInt(conversation.slice(1)));
  return { channel, pageId: pages[channel].id, personId };
}

/** The id that the API knows a planned conversation by. */
export function apiIdOf(conversation: string): string {
  const whose = correspondentOf(conversation);
  return whose === null ? conversation : channelConversationId(whose.channel, whose.pageId, whose.personId);
}

/** The planned conversation that the API knows by this id. */
export function plannedIdOf(apiId: string): string {
  const [channel, , personId] = apiId.split('.');
  const kind = channelKinds.find((one) => one === channel);
  return kind === undefined || personId === undefined ? apiId : conversationWith(kind, personId);
}

export const conversationWith = (channel: MetaChannelKind, personId: string): string =>
  `${letters[channel]}${BigInt(personId) - firstPerson}`;
