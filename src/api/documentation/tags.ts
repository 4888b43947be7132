/** The groups of routes, in the order in which a reader needs them. */
export const tags = {
  Conversations:
    'A conversation between one visitor and your agents. Your chat frontend reports here who the visitor is, whether they are there and what they have read; afterchat decides from that which replies to email, and when.',
  Messages:
    "What visitors, agents and bots write. Each of an agent's messages shows what became of it: read in the chat, waiting, emailed, or not emailed, and why.",
  Attachments:
    'The files of messages. Upload a file first, then post a message with its id. A file that belongs to no message after 24 hours is removed.',
  Visitors:
    "What a chat widget in a web page calls. A visitor's session token opens it instead of a key, and only for that visitor's own conversation. The page's origin must be one of the setting `brand.allowedOrigins`.",
  Agents:
    'The people who answer, and whether they are online. When the last one goes offline, waiting replies are emailed.',
  'Canned replies': "What agents answer again and again: found by a shortcut, shared by all agents or one agent's own.",
  Events: 'What happens, as it happens, as server-sent events.',
  Deliveries:
    'Every email with its attempts and what the provider reported. An email that failed for good is parked here: replay it once the cause is fixed, or dismiss it.',
  'Inbound emails':
    'Every email that came to a reply address, and what became of it. One that could not be processed is a dead letter: replay it once the cause is fixed, or dismiss it.',
  Suppressions:
    'Addresses that this account no longer emails, because email to them bounced or because their owner objected.',
  'Erasure and export': 'For a person who asks what is stored about them, or asks for it to be deleted.',
  Settings: 'What is emailed, when, and under which name. Each account has its own settings.',
  'Outgoing webhooks':
    'What happens in the account, posted to addresses of yours: signed, retried for a day, and replayable after that.',
  Channels:
    'Pages of Messenger and Instagram accounts. Visitors who write there are answered there. Their tokens are stored sealed, and no answer contains one.',
  'Keys and secrets': 'The keys that open this API, and the secrets that sign identities and visitor sessions.',
  Audit: 'Who changed, replayed, lifted, erased or signed in, and when.',
  Webhooks:
    "What the email provider and Meta call: signed reports of what became of each email, and what visitors write on Messenger and Instagram. You don't call this yourself.",
  Monitoring: 'How email is flowing, for operators, and two health checks for load balancers.',
} as const;
export type TagName = keyof typeof tags;
