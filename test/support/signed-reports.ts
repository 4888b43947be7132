import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Where SendGrid posts its reports. */
export const reportsPath = '/webhooks/sendgrid/events';

export interface ReportSigner {
  readonly key: KeyObject;
  /** The public key as SendGrid shows it where the webhook is set up. */
  readonly shown: string;
  /** The headers for a body that is signed at a time in epoch milliseconds. */
  headers(body: string | Buffer, at: number): Record<string, string>;
}

/** A key pair like those that SendGrid creates for event webhooks. */
export function reportSigner(namedCurve = 'prime256v1'): ReportSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return {
    key: publicKey,
    shown: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    headers: (body, at) => {
      const timestamp = String(Math.floor(at / 1_000));
      const signed = Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]);
      return {
        'content-type': 'application/json',
        'x-twilio-email-event-webhook-signature': sign('sha256', signed, privateKey).toString('base64'),
        'x-twilio-email-event-webhook-timestamp': timestamp,
      };
    },
  };
}
