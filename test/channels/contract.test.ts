import { email } from '../../src/channels/email/email.ts';
import { instagram } from '../../src/channels/instagram/instagram.ts';
import { messenger } from '../../src/channels/messenger/messenger.ts';
import { sendGrid } from '../../src/mail/sendgrid.ts';
import { sentMail } from '../../src/mail/sent-mail.ts';
import { agentSays, content } from '../mail/content.ts';
import { conversationOf, days, minutes } from '../policy/facts.ts';
import { describeChannel } from './contract.ts';
import { directUnderTest } from './direct-under-test.ts';

const error = (status: number, message: string) => ({ status, body: { errors: [{ message, field: null }] } });

describeChannel('email', () => ({
  channel: email,
  open: conversationOf(),
  closed: conversationOf({ visitor: { email: null } }),
  now: minutes(1),
  content: (text) => content({ messages: [agentSays(text)] }),
  of: (said) => said,
  access: (baseUrl, timeoutMs) => sendGrid({ apiKey: 'SG.contract', baseUrl, timeoutMs }),
  accepted: { status: 202, body: '', headers: { 'x-message-id': 'sent-1' } },
  busy: [error(429, 'too many requests'), error(500, 'busy'), error(401, 'the key is invalid'), error(403, 'no')],
  rejected: [error(400, 'The to address is invalid.'), error(413, 'too large')],
  says: (request) => sentMail(request)?.text ?? '',
}));

const failed = (code: number, subcode?: number) => ({
  status: 400,
  body: { error: { message: 'no', type: 'OAuthException', code, error_subcode: subcode } },
});

for (const channel of [messenger, instagram])
  describeChannel(channel.kind, () => ({
    ...directUnderTest(channel),
    closed: conversationOf({ channel: { kind: channel.kind as 'messenger' }, heardAt: -days(7) }),
    accepted: { status: 200, body: { recipient_id: 'person-1', message_id: 'm_1' } },
    busy: [failed(2), failed(4), failed(613, 2_534_040)],
    rejected: [failed(190), failed(100), failed(10, 1_893_063), failed(551, 1_545_041)],
    says: (request) => (JSON.parse(request) as { message: { text: string } }).message.text,
  }));
