import { describe, expect, it } from '@jest/globals';
import type { Reply } from '../../web/mailbox/api.ts';
import { becameOf } from '../../web/mailbox/reply-state.ts';
import { inBytes, initials } from '../../web/mailbox/words.ts';

describe('the mailbox', () => {
  it('stands for a person by the first letters of the first and the last word', () => {
    expect(['Ada (Acme)', 'Grace Hopper', 'chat@acme.example', 'ø', '', '(…)'].map(initials)).toEqual([
      ...['A', 'GH', 'C', 'Ø', '', ''],
    ]);
  });

  it('tells sizes as people read them', () => {
    expect([999, 1_500, 2_340_000].map(inBytes)).toEqual(['999 B', '2 kB', '2.3 MB']);
  });

  it('says what became of a reply', () => {
    const reply = (state: Reply['state'], ...answers: (number | null)[]) =>
      becameOf({ state, posts: answers.map((answered) => ({ at: '', answered })) } as unknown as Reply);
    expect(reply('accepted', null, 200)).toEqual({ words: 'The API took it', isGood: true });
    expect(reply('waiting', 500)).toEqual({ words: 'The API answered 500; SendGrid tries again', isGood: null });
    expect(reply('waiting', null)).toEqual({ words: 'The API has not answered yet', isGood: null });
    expect(reply('refused', 403)).toEqual({ words: 'The API refused it with 403', isGood: false });
  });
});
