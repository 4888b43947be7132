import { z } from 'zod';
import { EmailAddress, PageQuery, page, Timestamp } from './primitives.ts';

/** Why an address gets no mail of an account (design, Delivery). */
export const suppressionReasons = ['bounced', 'complaint', 'invalid', 'notMe'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export const Suppression = z
  .object({
    address: z.string().describe('in lower case, its host in Punycode: no spelling of it gets mail'),
    reason: z
      .enum(suppressionReasons)
      .describe(
        'it bounced for good, its reader complained, it cannot exist, or its reader said "This was not me" in a mail',
      ),
    at: Timestamp,
    conversationId: z.string().nullable().describe('the conversation whose mail brought it about'),
    deliveryId: z.string().nullable(),
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.infer<typeof Suppression>;

export const SuppressionPage = page(Suppression).meta({ id: 'SuppressionPage' });

export const SuppressionListQuery = PageQuery.extend({
  address: EmailAddress.optional().describe('only this one, however it is spelt'),
});
