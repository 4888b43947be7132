import { describe, expect, it } from '@jest/globals';
import { detailOf, meaningOf } from '../../src/channels/meta/answers.ts';

const said = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  meaningOf({ kind: 'answered', status, body, headers });
const failed = (code: number, subcode?: number, headers: Record<string, string> = {}) =>
  said(400, { error: { message: 'x', type: 'OAuthException', code, error_subcode: subcode } }, headers);
const busy = { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null };

describe('what an answer of the Graph API means', () => {
  it('is acceptance with the id of the message', () => {
    const accepted = { kind: 'accepted', providerMessageId: 'm_1' };
    expect(said(200, { recipient_id: '1', message_id: 'm_1' })).toEqual(accepted);
    expect(said(200, null)).toEqual({ kind: 'accepted', providerMessageId: null });
  });

  it.each([1, 2, 1200])('error %i is tried again', (code) => {
    expect(failed(code)).toEqual(busy);
  });

  it.each([4, 17, 32, 613, 80006])('error %i is throttling', (code) => {
    expect(failed(code)).toEqual({ ...busy, isThrottled: true });
    expect(said(429, null)).toEqual({ ...busy, isThrottled: true });
  });

  it.each([
    [190, undefined, 'channelTokenDead'],
    [190, 460, 'channelTokenDead'],
    [10, 1_893_063, 'channelRestricted'],
    [100, 2_534_029, 'channelRestricted'],
    [100, 2_534_122, 'channelRestricted'],
    [200, 2_534_041, 'channelRestricted'],
    [10, 2_018_278, 'messagingWindowClosed'],
    [10, 2_534_022, 'messagingWindowClosed'],
    [551, 1_545_041, 'recipientUnavailable'],
    [100, 2_018_001, 'recipientUnavailable'],
    [100, 2_534_014, 'recipientUnavailable'],
    [10, undefined, 'senderRejected'],
    [200, undefined, 'senderRejected'],
    [100, undefined, 'contentRejected'],
    [100, 2_018_047, 'contentRejected'],
    [9_999, undefined, 'contentRejected'],
  ])('error %i/%s is parked as %s', (code, subcode, reason) => {
    expect(failed(code, subcode)).toEqual({ kind: 'rejected', reason });
  });

  it('is unknown if it may have been sent: no answer, a gateway, or an answer that Meta says it cannot be sure of', () => {
    const unknown = { kind: 'unknown' };
    expect(meaningOf({ kind: 'cutOff', code: 'ECONNRESET' })).toEqual(unknown);
    expect(said(502, null)).toEqual(unknown);
    expect(said(500, null)).toEqual(unknown);
    expect(failed(1, 1_357_046)).toEqual(unknown);
    expect(meaningOf({ kind: 'noConnection', code: 'ECONNREFUSED' })).toEqual(busy);
  });

  it('waits as told: by the longest of the pages named, an hour at most', () => {
    const usage = (minutes: unknown) => ({
      'x-business-use-case-usage': JSON.stringify({ 1: [{ estimated_time_to_regain_access: minutes }] }),
    });
    const wait = (headers: Record<string, string>) => {
      const meaning = failed(613, 2_534_040, headers);
      return meaning.kind === 'refused' ? meaning.retryAfterSeconds : 'nothing';
    };
    expect(wait(usage(3))).toBe(180);
    expect(wait({ ...usage(3), 'retry-after': '200' })).toBe(200);
    expect(wait(usage(1_440))).toBe(3_600);
    for (const odd of ['{', 'null', '{"1":7}', '{"1":[null]}', '[]'])
      expect(wait({ 'x-business-use-case-usage': odd })).toBeNull();
    expect(wait(usage('soon'))).toBeNull();
    expect(wait({ 'retry-after': 'Fri, 27 Nov 2026 07:00:00 GMT' })).toBeNull();
  });

  it('never repeats the token, which Meta quotes if it is incomplete', () => {
    const token = 'EAAB|short';
    const told = (message: string) => detailOf({ error: { code: 190, message } }, token);
    expect(told(`Malformed access token ${token}`)).toBe('190: Malformed access token …');
    expect(told(`Malformed access token ${'EAABx'.repeat(100)}`)).toBe('190: Malformed access token …');
    expect(told('Error validating access token')).toBe('190: Error validating access token');
  });

  it('names no more than a line of what the platform says, and survives odd bodies', () => {
    for (const odd of [null, 'text', 7, [], { error: 'x' }, { error: { code: '100' } }, { error: null }])
      expect(said(400, odd)).toEqual({ kind: 'rejected', reason: 'contentRejected' });
  });
});
