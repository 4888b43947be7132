import { type Answer, meaningOf } from '../../mail/answers.ts';
import type { ComposedMail, MailContent } from '../../mail/mail.ts';
import { mailRequest } from '../../mail/mail-request.ts';
import type { MailSender } from '../../mail/sendgrid.ts';
import type { Received } from '../../policy/delivery/received.ts';
import { reachBy } from '../../policy/forwarding/reach.ts';
import type { Channel } from '../channel.ts';
import { readReport } from './read-report.ts';

/** Email carries all news in one part. */
export interface Email {
  readonly content: MailContent;
  readonly part: ComposedMail;
  readonly of: MailContent;
  readonly access: MailSender;
  readonly answer: Answer;
  readonly report: Received;
}

/** Email by SendGrid (src/mail/). */
export const email: Channel<Email> = {
  kind: 'email',
  reach: reachBy('email'),
  // Loaded when something is composed: the API reads reports by this channel, and starts in half the time without.
  parts: async (content) => [await (await import('../../mail/compose.ts')).compose(content)],
  request: (mail, content) => JSON.stringify(mailRequest(content, mail)),
  send: (sender, request) => sender.send(request),
  meaningOf,
  readReport,
};
