import { describe, expect, it } from '@jest/globals';
import { postedRecipients } from '../../../src/mail/inbound/posted-recipients.ts';
import { contentType, eml, post } from './posts.ts';

const token = 'abcdefghijklmnopqrstuvwxyz';
const address = `reply+${token}@reply.acme.example`;
const envelope = JSON.stringify({ to: [address.toUpperCase(), 'b@acme.example'], from: '' });
const whole = (fields: Record<string, string>) => Buffer.from(post({ email: 'no email', envelope, ...fields }));

describe('the recipients of a post that cannot be read', () => {
  it('are those of its envelope, whatever else it has', () => {
    const both = whole({ headers: 'From: a' });
    const twice = Buffer.concat([both.subarray(0, -'--xYzZY--\r\n'.length), both]);
    for (const body of [both, twice, Buffer.concat([both, Buffer.from('more')])])
      expect(postedRecipients(body, contentType)).toEqual([address, 'b@acme.example']);
  });

  it('are the reply addresses in its beginning if it was cut off before its envelope, or is no form', () => {
    const body = Buffer.from(post({ email: eml(['Hello'], { To: `Acme <${address}>`, Cc: address }), envelope }));
    const cutOff = body.subarray(0, body.indexOf('Hello'));
    expect(postedRecipients(cutOff, contentType)).toEqual([address]);
    expect(postedRecipients(cutOff, 'text/plain')).toEqual([address]);
    expect(postedRecipients(Buffer.concat([Buffer.alloc(64 * 1_024), cutOff]), contentType)).toEqual([]);
  });

  it('are at most 20, and none if nothing is named', () => {
    const addresses = Array.from({ length: 26 }, (_, n) =>
      address.replace('abc', `ab${'abcdefghijklmnopqrstuvwxyz'[n]}`),
    );
    expect(postedRecipients(Buffer.from(addresses.join(' ')), contentType)).toEqual(addresses.slice(0, 20));
    expect(postedRecipients(whole({ envelope: '{"to":[]}' }), contentType)).toEqual([]);
    expect(postedRecipients(Buffer.alloc(0), '')).toEqual([]);
  });
});
