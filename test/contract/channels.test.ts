import { describe, expect, it } from '@jest/globals';
import { channelConversationId, laterConversationId, PlatformId } from '../../src/contract/channels.ts';
import { Id } from '../../src/contract/primitives.ts';

describe("The conversation of a channel's visitor", () => {
  it("has an id that the API takes, however long Meta's ids get", () => {
    const longest = '9'.repeat(24);
    expect(PlatformId.safeParse(longest).success).toBe(true);
    const first = channelConversationId('messenger', longest, longest);
    expect(Id.safeParse(first).success).toBe(true);
    expect(Id.safeParse(laterConversationId(first, 999)).success).toBe(true);
    expect(laterConversationId(first, 1)).toBe(first);
    expect(Id.safeParse(channelConversationId('instagram', longest, longest)).success).toBe(true);
  });

  it('is another one for the same visitor of another page', () => {
    expect(channelConversationId('messenger', '12', '3')).toBe('messenger.12.3');
    expect(channelConversationId('messenger', '1', '23')).toBe('messenger.1.23');
  });
});
