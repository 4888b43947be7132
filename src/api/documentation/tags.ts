/** The parts that the routes fall into, in the order in which a reader meets them. */
export const tags = {
  Conversations: 'A visitor, their messages and what becomes of the replies. A frontend tells here what happens.',
  Messages: "What visitors, agents and bots write, with the outcome of each agent's message.",
  Agents: 'Who answers, and whether they are there: when the last one goes, waiting replies are mailed.',
  Keys: 'What opens this API: made, listed without themselves, revoked.',
  Visitors: 'What the widget in a page calls, with a session token of the visitor instead of a key.',
  Settings: "What is mailed, when, and in whose name: an account's settings.",
  Deliveries: 'Each mail with its attempts. What failed for good is parked here and can be replayed.',
  Events: 'What happens, as it happens, as server-sent events.',
  Webhooks: 'What the mail provider calls: its reports, signed, say what became of each mail.',
  Operating: 'For load balancers and operators; no key is needed.',
} as const;
export type TagName = keyof typeof tags;
