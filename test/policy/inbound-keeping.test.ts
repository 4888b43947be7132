import { describe, expect, it } from '@jest/globals';
import { keepingOf, type ToKeep } from '../../src/policy/account/inbound-keeping.ts';

const ofConversation = { accountId: 'acme', conversationId: 'c1' };
const ofAccount = { accountId: 'acme', conversationId: null };
const ofNobody = { accountId: null, conversationId: null };
const dead = (reason: NonNullable<ToKeep['end']['reason']>) => ({ kind: 'deadLetter', reason }) as const;
const kept = (whose: Omit<ToKeep, 'end'>, end: ToKeep['end'], rawInboundDays = 90) => {
  const { recordDays, contentDays, counts } = keepingOf({ end, ...whose }, rawInboundDays);
  return `${recordDays} ${contentDays} ${counts}`;
};

describe('an email that came in', () => {
  it('is kept with its content as long as the account wants, if it answers a conversation', () => {
    for (const end of [{ kind: 'message' }, { kind: 'recorded' }, dead('expiredAddress'), dead('unreadable')])
      expect(kept(ofConversation, end, 365)).toBe('365 365 answers');
  });

  it('is kept for a week as it came, and longer as a record, if it answers none or comes too often', () => {
    expect(kept(ofConversation, dead('tooMany'))).toBe('90 7 ofStrangers');
    for (const end of [dead('unknownAddress'), dead('unreadable'), dead('badSignature')]) {
      expect(kept(ofAccount, end)).toBe('90 7 ofStrangers');
      expect(kept(ofNobody, end)).toBe('30 7 ofStrangers');
    }
  });

  it('is kept for a day as it came if it came before', () => {
    for (const whose of [ofConversation, ofAccount])
      expect(kept(whose, { kind: 'duplicate' })).toBe('90 1 ofStrangers');
    expect(kept(ofNobody, { kind: 'duplicate' })).toBe('30 1 ofStrangers');
  });

  it('is never kept longer than the account wants', () => {
    expect(kept(ofAccount, dead('unknownAddress'), 3)).toBe('3 3 ofStrangers');
  });
});
