import { z } from 'zod';

/** What SendGrid's Event Webhook posts. Each event is read by itself, and stored even if it cannot be read. */
export const SendGridEvents = z
  .array(z.unknown())
  .meta({ id: 'SendGridEvents', description: 'Events from SendGrid, up to 1,000 of all kinds in one request.' });

/** What Meta posts. Each event is read by itself, and stored even if it cannot be read. */
export const MetaEvents = z
  .strictObject({ object: z.string().describe('page or instagram'), entry: z.array(z.unknown()) })
  .meta({
    id: 'MetaEvents',
    description: 'Up to 1,000 events of several pages or Instagram accounts. It may have further fields.',
  });

/** How Meta verifies the address. */
export const MetaVerification = z.object({
  'hub.mode': z.string().optional().describe('subscribe'),
  'hub.verify_token': z.string().optional().describe('META_VERIFY_TOKEN'),
  'hub.challenge': z.string().optional().describe('what to answer'),
});

export const MetaChallenge = z.string().meta({ id: 'MetaChallenge' });

/**
 * What SendGrid's Inbound Parse posts. Only described here: its bytes need not be UTF-8, so mail/inbound/ reads them.
 */
export const PostedEmail = z
  .strictObject({
    to: z.string(),
    from: z.string(),
    subject: z.string(),
    envelope: z.string().describe('the SMTP envelope, as JSON: `to` (a list) and `from`'),
    charsets: z.string().optional().describe('the charset of each other field, as JSON'),
    sender_ip: z.string().optional(),
    dkim: z.string().optional().describe('the result for each domain that signed it, such as `{@acme.example : pass}`'),
    SPF: z.string().optional(),
    email: z.string().optional().describe('the raw email, if SendGrid is set to send it raw'),
    headers: z.string().optional().describe('like the following: otherwise'),
    text: z.string().optional(),
    html: z.string().optional(),
    attachments: z.string().optional().describe('how many there are; each is a file of its own'),
  })
  .meta({ id: 'PostedEmail', description: 'A form of SendGrid, of at most 30 MB. It may have further fields.' });
