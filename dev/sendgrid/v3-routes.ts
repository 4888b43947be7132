import { randomBytes } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { Faults } from './faults.ts';
import { deadKey, faultyAnswer, tooLarge } from './faulty-answer.ts';
import { mailsOf } from './mail.ts';
import { MailSend } from './mail-schema.ts';
import type { Mailbox } from './mailbox.ts';
import { invalidBody, sendGridErrors } from './sendgrid-errors.ts';

/** A whole request, attachments included (API reference, limits of mail send). */
const maxRequestBytes = 30 * 1024 * 1024;

export interface V3Deps {
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  /** How long the timeout faults hold an answer, in milliseconds. */
  readonly holdMs: number;
}

/** SendGrid keys begin so; any such key is good here. */
const withKey = createMiddleware(async (c, next) => {
  if (!/^Bearer SG\.\S+$/.test(c.req.header('authorization') ?? '')) return deadKey(c);
  return next();
});

/** SendGrid's own API, as far as afterchat calls it. */
export const v3Routes = ({ mailbox, faults, holdMs }: V3Deps) =>
  new Hono<{ Bindings: HttpBindings }>()
    .use(withKey)
    .get('/scopes', (c) => (faults.takeDeadKey() ? deadKey(c) : c.json({ scopes: ['mail.send', 'mail.batch.read'] })))
    .post('/mail/send', bodyLimit({ maxSize: maxRequestBytes, onError: tooLarge }), async (c) => {
      if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
        return c.json(sendGridErrors('Content-Type should be application/json.'), 415);
      }
      const body: unknown = await c.req.json().catch(() => undefined);
      if (body === undefined) return c.json(sendGridErrors('Bad Request'), 400);
      const parsed = MailSend.safeParse(body, { reportInput: true });
      if (!parsed.success) return c.json(invalidBody(parsed.error), 400);
      const request = parsed.data;
      if (request.mail_settings?.sandbox_mode?.enable) return c.body(null, 200);

      const messageId = randomBytes(16).toString('base64url');
      const mails = mailsOf(request, messageId, new Date());
      const accept = () => mails.forEach(mailbox.add);
      const fault = faults.takeFor(mails.flatMap(({ to }) => to.map(({ email }) => email)));
      if (fault !== null) return faultyAnswer(c, fault, holdMs, accept);
      accept();
      return c.body(null, 202, { 'X-Message-Id': messageId });
    })
    .all('*', (c) => c.json(sendGridErrors('not found'), 404));
