import { z } from 'zod';
import { EmailAddress, PageQuery, page, Timestamp } from './primitives.ts';

/** Why an address gets no email from an account (design, Delivery). */
export const suppressionReasons = ['bounced', 'complaint', 'invalid', 'notMe'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export const Suppression = z
  .object({
    address: z.string().describe('in lower case, with its host in Punycode; it covers every spelling'),
    reason: z
      .enum(suppressionReasons)
      .describe(
        'it bounced permanently, its owner complained, it cannot exist, or its owner chose "This was not me" in an email',
      ),
    at: Timestamp,
    conversationId: z.string().nullable().describe('the conversation whose email caused it'),
    deliveryId: z.string().nullable(),
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.infer<typeof Suppression>;

export const SuppressionPage = page(Suppression).meta({ id: 'SuppressionPage' });

export const SuppressionListQuery = PageQuery.extend({
  address: EmailAddress.optional().describe('only this address, in any spelling'),
});
