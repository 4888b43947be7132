import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isSealedByOld, openToken, sealToken } from '../../src/store/accounts/channel-tokens.ts';

const keys = { current: randomBytes(32), old: null };
const owner = { accountId: 'acme', kind: 'messenger', pageId: '12' };
const sealed = sealToken(keys, owner, 'EAAG-token');

describe('the token of a connection', () => {
  it('is opened by the key that sealed it, and is not readable without', () => {
    expect(openToken(keys, owner, sealed)).toBe('EAAG-token');
    expect(JSON.stringify(sealed)).not.toContain('EAAG');
    expect(sealToken(keys, owner, 'EAAG-token').sealed).not.toBe(sealed.sealed);
    expect(openToken(null, owner, sealed)).toBeNull();
    expect(openToken({ current: randomBytes(32), old: null }, owner, sealed)).toBeNull();
  });

  it('cannot be used from another document', () => {
    for (const other of [{ accountId: 'evil' }, { kind: 'instagram' }, { pageId: '13' }])
      expect(openToken(keys, { ...owner, ...other }, sealed)).toBeNull();
  });

  it('outlives a change of the key: the old one opens, the new one seals', () => {
    const changed = { current: randomBytes(32), old: keys.current };
    expect(openToken(changed, owner, sealed)).toBe('EAAG-token');
    expect([isSealedByOld(keys, sealed), isSealedByOld(changed, sealed)]).toEqual([false, true]);
    const again = sealToken(changed, owner, 'EAAG-token');
    expect(isSealedByOld(changed, again)).toBe(false);
    expect(openToken({ current: changed.current, old: null }, owner, again)).toBe('EAAG-token');
  });
});
