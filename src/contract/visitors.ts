import { z } from 'zod';
import { AttachmentIds } from './attachments.ts';
import { Conversation } from './conversations.ts';
import { Ignored, ifGood } from './ignored.ts';
import { assertNotEmpty, Message, TextBesideFiles } from './messages.ts';
import { PostPresence } from './presence.ts';
import { EmailAddress, Id, Locale, Timestamp, TimeZone, text, WebUrl } from './primitives.ts';
import { SentAt } from './sent-at.ts';
import { FormRule } from './settings.ts';

/** What the widget sends and sees (api.md Visitors). */

export const PostVisitorSession = z
  .strictObject({
    siteKey: z.string().min(1).max(200).describe('the public key of your site, printed when the account was created'),
    identityToken: z
      .string()
      .max(8_000)
      .optional()
      .describe(
        "signed by the site: a JWT, HS256 with the account's identity secret; claims sub, email, name, exp (at most 1 h)",
      ),
    resumeToken: z.string().max(8_000).optional().describe('the last session token, even if it has expired'),
    code: z
      .string()
      .max(200)
      .optional()
      .describe(
        'what follows `#afterchat=` in the address of the page, if a visitor comes back by the link in an email; it can be used once, within 2 minutes, and takes precedence over `resumeToken`',
      ),
    page: ifGood(WebUrl)
      .optional()
      .describe(
        'where the visitor is; page, locale and timeZone are used when the conversation begins, and invalid ones are ignored and reported in `ignored`',
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
    state: z
      .enum(['notNeeded', 'optional', 'required', 'done'])
      .describe('required holds messages until the form is filled in'),
    fields: z.array(z.enum(['email', 'name'])).describe('email is required, name is optional'),
  })
  .meta({ id: 'ContactFormState' });
export type ContactFormState = z.infer<typeof ContactFormState>;

/** A conversation as its visitor sees it, without anything about agents' work or emails. */
export const VisitorConversation = z
  .object({
    id: Id,
    state: z.enum(['open', 'closed']),
    visitor: SessionVisitor,
    page: z.string().nullable(),
    lastSeq: z.int().describe('the seq of the last message'),
    readUpTo: z.int().describe('the visitor has read up to this seq'),
    form: ContactFormState,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'VisitorConversation' });
export type VisitorConversation = z.infer<typeof VisitorConversation>;

/** More than that is not shown anywhere. */
export const maxPeopleShown = 3;

/** What a visitor learns about the agents: before and with the session, and by the event agents.updated. */
export const AgentsForVisitors = z
  .object({
    online: z.boolean().describe('whether an agent is online'),
    people: z
      .array(z.object({ name: z.string(), avatarUrl: z.string().nullable() }))
      .max(maxPeopleShown)
      .describe(
        'those who have been online for the longest; empty if nobody is, or if the account does not report the status of agents',
      ),
    contactForm: FormRule.describe(
      'the rule that applies now; a form that is not `done` is `notNeeded` while the rule is `off`, otherwise `optional` or `required` like the rule',
    ),
  })
  .meta({ id: 'AgentsForVisitors' });
export type AgentsForVisitors = z.infer<typeof AgentsForVisitors>;

export const VisitorSession = z
  .object({
    token: z.string().describe('sent as `Authorization: Bearer <token>`'),
    visitor: SessionVisitor,
    conversation: VisitorConversation.nullable().describe('null until the visitor first writes or fills in the form'),
    form: ContactFormState,
    agents: AgentsForVisitors,
    presence: z
      .object({ heartbeatSeconds: z.int(), silenceSeconds: z.int() })
      .describe('how often the page should send a heartbeat, and after how long without one the visitor has left'),
    ignored: Ignored.optional(),
  })
  .meta({ id: 'VisitorSession' });

const tab = Id.optional().describe(
  'the tab in which it is written; give it only if the page sends heartbeats, because from then on the tab ends when they stop',
);

export const PostVisitorMessage = z
  .strictObject({
    id: Id,
    text: TextBesideFiles,
    attachments: AttachmentIds,
    at: Timestamp.optional(),
    sentAt: SentAt,
    readUpTo: z.int().min(0).optional().describe('the visitor has read up to this seq'),
    page: ifGood(WebUrl)
      .optional()
      .describe(
        'where the visitor writes it, which is the page of the conversation from then on; an invalid one is ignored and reported in `ignored`',
      ),
    tab,
  })
  .superRefine(assertNotEmpty)
  .meta({ id: 'PostVisitorMessage' });

/** The answer to a visitor's message: the message, and the ignored fields of the request. */
export const PostedVisitorMessage = Message.extend({ ignored: Ignored.optional() }).meta({
  id: 'PostedVisitorMessage',
});

export const PostContactForm = z
  .strictObject({
    email: EmailAddress.nullable().describe('null removes the address'),
    name: text(1, 200).nullable().optional(),
    tab,
  })
  .meta({ id: 'PostContactForm' });

export const FilledContactForm = z
  .object({
    conversation: VisitorConversation,
    form: ContactFormState,
    released: z.array(Message).describe('the messages that were held for the form, in order; at most the first 100'),
  })
  .meta({ id: 'FilledContactForm' });

export const PostRestoreLink = z
  .strictObject({
    siteKey: PostVisitorSession.shape.siteKey,
    email: EmailAddress.describe('the address that the visitor gave in the chat'),
  })
  .meta({ id: 'PostRestoreLink' });

export const PostVisitorPresence = PostPresence.meta({ id: 'PostVisitorPresence' });

/** What a page sends as text/plain when it is closed: a beacon cannot set headers. */
export const PresenceBeacon = z
  .strictObject({
    token: z.string().max(8_000).describe('the session token'),
    state: PostPresence.shape.state,
    at: Timestamp.optional(),
    sentAt: SentAt,
    tab: PostPresence.shape.tab,
  })
  .meta({ id: 'PresenceBeacon' });
