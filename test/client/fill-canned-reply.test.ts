import { describe, expect, it } from '@jest/globals';
import { fillCannedReply } from '../../packages/client/src/fill-canned-reply.ts';

const grace = { visitor: { name: 'Grace', email: null }, agent: { name: 'Ada' } };

describe('a canned reply', () => {
  it.each([
    ['Hello {{visitor.name}}, I am {{ agent.name }}.', 'Hello Grace, I am Ada.', []],
    ['Hello {{visitor.email|there}}!', 'Hello there!', []],
    ['We write to {{visitor.email}}, {{visitor.name}}.', 'We write to, Grace.', ['visitor.email']],
    ['{{visitor.phone}} {{}} {{visitor.name', '{{visitor.phone}} {{}} {{visitor.name', []],
  ])('is filled in: %s', (text, filled, missing) => {
    expect(fillCannedReply(text, grace)).toEqual({ text: filled, missing });
  });

  it('shows what a visitor calls themselves as it is', () => {
    const { text } = fillCannedReply('Hello {{visitor.name}}', {
      visitor: { name: '$& {{agent.name}}' },
      agent: { name: 'Ada' },
    });
    expect(text).toBe('Hello $& {{agent.name}}');
  });
});
