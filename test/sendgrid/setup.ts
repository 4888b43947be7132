import { afterAll, beforeAll } from '@jest/globals';
import sendGridClient from '@sendgrid/client';
import sendGridMail from '@sendgrid/mail';
import {
  type FakeSendGridOptions,
  type RunningFakeSendGrid,
  startFakeSendGrid,
} from '../../dev/sendgrid/fake-sendgrid.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';

export const goodKey = 'SG.a-key';

/** The classes behind the two shared objects: exported, but their types do not say so to an ES module. */
const { Client } = sendGridClient as unknown as { Client: new () => typeof sendGridClient };
const { MailService } = sendGridMail as unknown as { MailService: new () => typeof sendGridMail };

/** An email as the official client accepts it. */
export const goodMail = {
  to: 'visitor@example.com',
  from: { email: 'support@acme.example', name: 'Support' },
  subject: 'Your question',
  text: 'The parcel ships tomorrow.',
  html: '<p>The parcel ships tomorrow.</p>',
};

/** The same as SendGrid's JSON. */
export const goodBody = {
  personalizations: [{ to: [{ email: 'visitor@example.com' }] }],
  from: { email: 'support@acme.example' },
  subject: 'Your question',
  content: [{ type: 'text/plain', value: 'The parcel ships tomorrow.' }],
};

/** One fake SendGrid for a file's tests; its functions ask it over HTTP. */
export function useFakeSendGrid(options: FakeSendGridOptions = {}) {
  let fake: RunningFakeSendGrid;
  beforeAll(async () => {
    fake = await startFakeSendGrid(options);
  });
  afterAll(() => fake.stop());
  const call = (path: string, init?: RequestInit) => fetch(fake.url + path, init);

  return {
    url: () => fake.url,
    call,
    client: (timeoutMs?: number): ReturnType<typeof officialClient> => officialClient(fake.url, timeoutMs),
    /** Sends a raw body. */
    post: (body: unknown, headers: Record<string, string> = {}) =>
      call('/v3/mail/send', {
        method: 'POST',
        headers: { authorization: `Bearer ${goodKey}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    mails: (to?: string) => mailsAt(fake.url, to),
    putFault: (fault: unknown) =>
      call('/api/faults', { method: 'PUT', body: typeof fault === 'string' ? fault : JSON.stringify(fault) }),
    reset: async () => {
      await call('/api/faults', { method: 'DELETE' });
      await call('/api/mails', { method: 'DELETE' });
    },
  };
}

export async function mailsAt(url: string, to?: string): Promise<Mail[]> {
  const answer = await fetch(`${url}/api/mails${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`);
  return ((await answer.json()) as { items: Mail[] }).items;
}

/** The official client, pointed here: the base URL comes after the key, which resets it. */
export function officialClient(url: string, timeoutMs?: number): typeof sendGridMail {
  const client = new Client();
  client.setApiKey(goodKey);
  client.setDefaultRequest('baseUrl', url);
  const mail = new MailService();
  mail.setClient(client);
  if (timeoutMs !== undefined) mail.setTimeout(timeoutMs);
  return mail;
}
