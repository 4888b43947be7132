import { z } from 'zod';
import { Conversation, PostPresence } from './conversations.ts';
import { Ignored, ifGood } from './ignored.ts';
import { Message, MessageText } from './messages.ts';
import { EmailAddress, Id, Locale, Timestamp, TimeZone, text, WebUrl } from './primitives.ts';
import { SentAt } from './sent-at.ts';
import { FormRule } from './settings.ts';

/** What the widget sends and sees (api.md Visitors). */

export const PostVisitorSession = z
  .strictObject({
    siteKey: z.string().min(1).max(200),
    identityToken: z
      .string()
      .max(8_000)
      .optional()
      .describe(
        "signed by the site: a JWT, HS256 by the account's identity secret; claims sub, email, name, exp (≤ 1 h)",
      ),
    resumeToken: z.string().max(8_000).optional().describe('the last session token, even if it has run out'),
    page: ifGood(WebUrl)
      .optional()
      .describe(
        'where the visitor is; these three count when the conversation begins, and what is odd of them is left out and told as `ignored`',
      ),
    locale: ifGood(Locale).optional().describe('a language tag such as fr-CA'),
    timeZone: ifGood(TimeZone).optional().describe('an IANA name such as Europe/Paris'),
  })
  .meta({ id: 'PostVisitorSession' });

export const SessionVisitor = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    emailSource: Conversation.shape.visitor.shape.emailSource,
    emailVerified: z.boolean(),
    locale: z.string().nullable(),
    timeZone: z.string().nullable(),
  })
  .meta({ id: 'SessionVisitor' });

export const ContactFormState = z
  .object({
    state: z.enum(['notNeeded', 'optional', 'required', 'done']),
    fields: z.array(z.enum(['email', 'name'])).describe('email is needed, name is not'),
  })
  .meta({ id: 'ContactFormState' });
export type ContactFormState = z.infer<typeof ContactFormState>;

/** A conversation as its visitor sees it: nothing of how agents and mail work on it. */
export const VisitorConversation = z
  .object({
    id: Id,
    state: z.enum(['open', 'closed']),
    visitor: SessionVisitor,
    page: z.string().nullable(),
    lastSeq: z.int(),
    readUpTo: z.int(),
    form: ContactFormState,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'VisitorConversation' });
export type VisitorConversation = z.infer<typeof VisitorConversation>;

/** What a visitor is told of the agents, with the session and by the event agents.updated. */
export const AgentsForVisitors = z
  .object({
    online: z.boolean(),
    contactForm: FormRule.describe(
      'the rule in force now: a form whose state is not `done` is `notNeeded` by `off`, else as the rule says',
    ),
  })
  .meta({ id: 'AgentsForVisitors' });
export type AgentsForVisitors = z.infer<typeof AgentsForVisitors>;

export const VisitorSession = z
  .object({
    token: z.string(),
    visitor: SessionVisitor,
    conversation: VisitorConversation.nullable().describe('null until the visitor first writes or fills in the form'),
    form: ContactFormState,
    agents: AgentsForVisitors,
    presence: z
      .object({ heartbeatSeconds: z.int(), silenceSeconds: z.int() })
      .describe('how often the page should tell that it is open, and after how long without it the visitor has left'),
    ignored: Ignored.optional(),
  })
  .meta({ id: 'VisitorSession' });

const tab = Id.optional().describe(
  'the tab it is written in, which is there then; give it if the page sends heartbeats, for from then on its silence ends it',
);

export const PostVisitorMessage = z
  .strictObject({
    id: Id,
    text: MessageText,
    at: Timestamp.optional(),
    sentAt: SentAt,
    readUpTo: z.int().min(0).optional(),
    tab,
  })
  .meta({ id: 'PostVisitorMessage' });

export const PostContactForm = z
  .strictObject({
    email: EmailAddress.nullable().describe('null takes the address back'),
    name: text(1, 200).nullable().optional(),
    tab,
  })
  .meta({ id: 'PostContactForm' });

export const FilledContactForm = z
  .object({
    conversation: VisitorConversation,
    form: ContactFormState,
    released: z.array(Message).describe('the messages that were held for the form, in order; the first 100 of them'),
  })
  .meta({ id: 'FilledContactForm' });

export const PostVisitorPresence = PostPresence.meta({ id: 'PostVisitorPresence' });

/** What a page sends as text/plain when it goes away: a beacon has no headers of its own. */
export const PresenceBeacon = z
  .strictObject({
    token: z.string().max(8_000),
    state: PostPresence.shape.state,
    at: Timestamp.optional(),
    sentAt: SentAt,
    tab: PostPresence.shape.tab,
  })
  .meta({ id: 'PresenceBeacon' });
