import { randomBytes } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { Faults, ReportFault } from './faults.ts';
import { deadKey, faultyAnswer, tooLarge } from './faulty-answer.ts';
import { type Mail, mailsOf } from './mail.ts';
import { MailSend } from './mail-rules.ts';
import { invalidBody, sendGridErrors } from './sendgrid-errors.ts';
import { type SettingsDeps, settingsRoutes } from './settings-routes.ts';
import { suppressionRoutes } from './suppression-routes.ts';
import type { Suppressions } from './suppressions.ts';

/** The limit of a whole request, including attachments (API reference, limits of mail send). */
const maxRequestBytes = 30 * 1024 * 1024;

export interface V3Deps extends SettingsDeps {
  readonly faults: Faults;
  readonly suppressions: Suppressions;
  /** Accepts an email, with what is to become of it. */
  readonly accept: (mail: Mail, fault: ReportFault | null) => void;
  /** How long the timeout faults hold back an answer, in milliseconds. */
  readonly holdMs: number;
}

/** SendGrid's keys begin like this; any such key is accepted here. */
const withKey = createMiddleware(async (c, next) => {
  if (!/^Bearer SG\.\S+$/.test(c.req.header('authorization') ?? '')) return deadKey(c);
  return next();
});

/** SendGrid's own API, as far as afterchat calls it. */
export const v3Routes = ({ faults, suppressions, accept, holdMs, ...settings }: V3Deps) =>
  new Hono<{ Bindings: HttpBindings }>()
    .use(withKey)
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
      const addresses = mails.flatMap(({ to }) => to.map(({ email }) => email));
      const acceptAll = () => {
        const fault = faults.takeReports(addresses);
        for (const mail of mails) accept(mail, fault);
      };
      const fault = faults.takeAnswer(addresses);
      if (fault !== null) return faultyAnswer(c, fault, holdMs, acceptAll);
      acceptAll();
      return c.body(null, 202, { 'X-Message-Id': messageId });
    })
    .use(async (c, next) => (faults.isKeyDead() ? deadKey(c) : next()))
    .route('/', suppressionRoutes(suppressions))
    .route('/', settingsRoutes(settings))
    .all('*', (c) => c.json(sendGridErrors('not found'), 404));
