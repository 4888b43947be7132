import { z } from 'zod';
import { AuditActor } from './audit.ts';
import { EmailAddress, PageQuery, page, Timestamp, text } from './primitives.ts';

/**
 * Why an address gets no email from an account (design, Delivery): because a report of the provider says so, which
 * policy/delivery/report-meanings.ts reads, or its owner, who may take it back, or somebody who works for the account.
 */
export const suppressionReasons = {
  bounced: { says: 'report', words: 'it bounced permanently' },
  complaint: { says: 'report', words: 'its owner complained' },
  invalid: { says: 'report', words: 'it cannot exist' },
  notMe: { says: 'owner', words: 'its owner chose "This was not me" in an email' },
  manual: { says: 'account', words: 'somebody added it by hand' },
} as const;
export type SuppressionReason = keyof typeof suppressionReasons;
export type ReportedReason = {
  [Reason in SuppressionReason]: (typeof suppressionReasons)[Reason]['says'] extends 'report' ? Reason : never;
}[SuppressionReason];

const reasons = Object.keys(suppressionReasons) as SuppressionReason[];
const words = reasons.map((reason) => suppressionReasons[reason].words);

export const Suppression = z
  .object({
    address: z
      .string()
      .nullable()
      .describe(
        'in lower case, with its host in Punycode; it covers every spelling; null once its conversation was erased: the address stays suppressed, and only a digest of it is kept',
      ),
    reason: z.enum(reasons).describe(`${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`),
    detail: z
      .string()
      .nullable()
      .describe(
        'in the words of the receiving server or the provider, or of whoever added it by hand; null if there are none, and once its conversation was erased',
      ),
    by: AuditActor.nullable().describe('who added it by hand; null if nobody did'),
    at: Timestamp,
    conversationId: z.string().nullable().describe('the conversation whose email caused it'),
    deliveryId: z.string().nullable().describe('the delivery that led to the suppression'),
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.infer<typeof Suppression>;

export const PutSuppression = z
  .strictObject({
    detail: text(1, 500)
      .nullable()
      .optional()
      .describe('why, in your words, for those who look at it later; without the name of a person'),
  })
  .meta({ id: 'PutSuppression' });

export const SuppressionPage = page(Suppression).meta({ id: 'SuppressionPage' });

export const SuppressionListQuery = PageQuery.extend({
  address: EmailAddress.optional().describe('only this address, in any spelling'),
});
