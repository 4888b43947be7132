const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What is particular about when a channel lets an account write to a person. Durations are in milliseconds. */
export interface DirectChannelRules {
  /** As people call it. */
  readonly name: string;
  /** Anything may be answered for so long after the person has last written; null: always. */
  readonly answersForMs: number | null;
  /** An agent's own words may be sent for so long; null: as long as anything. */
  readonly agentsAnswerForMs: number | null;
}

/**
 * The channels on which visitors are answered in their own account, one line each (docs/channels.md). Meta's standard
 * messaging window is 24 hours; a person's own words, tagged as such, may be sent for 7 days (Messenger Platform,
 * "Messaging policy": standard messaging and the human agent tag; the same for Instagram).
 */
export const directChannels = {
  messenger: { name: 'Messenger', answersForMs: dayMs, agentsAnswerForMs: 7 * dayMs },
  instagram: { name: 'Instagram', answersForMs: dayMs, agentsAnswerForMs: 7 * dayMs },
} as const satisfies Record<string, DirectChannelRules>;

export type DirectChannelKind = keyof typeof directChannels;

/** How a delivery goes to the visitor. */
export type DeliveryChannel = 'email' | DirectChannelKind;

export const directChannelKinds = Object.keys(directChannels) as [DirectChannelKind, ...DirectChannelKind[]];
