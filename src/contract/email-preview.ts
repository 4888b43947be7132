import { z } from 'zod';
import { Id, Locale } from './primitives.ts';
import { Settings } from './settings.ts';

const { brand, content } = Settings.shape;
const { color } = brand.unwrap().shape;
const { body } = content.unwrap().shape;

/** What a preview shows instead of what is set, so that a change can be looked at before it is made. */
export const EmailPreviewQuery = z.object({
  emailForwarding: z
    .enum(['unreadReplies', 'transcript'])
    .optional()
    .describe('as the setting; if omitted, what is set, or unreadReplies if nothing is emailed'),
  body: body.unwrap().optional().describe('as the setting content.body; if omitted, what is set'),
  color: color.unwrap().optional().describe('as the setting brand.color; if omitted, what is set'),
  locale: Locale.optional().describe("the reader's language; if omitted, the visitor's, or the setting"),
  conversation: Id.optional().describe('one of your conversations; if omitted, a sample is shown'),
});
export type EmailPreviewQuery = z.infer<typeof EmailPreviewQuery>;

export const EmailHtml = z.string().meta({ id: 'EmailHtml' });
