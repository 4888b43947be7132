import { z } from 'zod';

/** The body of `PUT /api/account`: what the key may do, and whether the event webhook shows a verification key. */
export const Account = z.strictObject({
  scopes: z
    .array(z.string())
    .default([
      'mail.send',
      'mail.batch.read',
      'user.webhooks.event.settings.read',
      ...['create', 'read', 'update', 'delete'].map((right) => `user.webhooks.parse.settings.${right}`),
      'whitelabel.read',
    ]),
  /** False: the event webhook has no verification key. */
  signsReports: z.boolean().default(true),
});
export type Account = z.infer<typeof Account>;
