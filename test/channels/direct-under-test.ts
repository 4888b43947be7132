import type { Direct, DirectChannel } from '../../src/channels/direct.ts';
import { conversationOf, minutes } from '../policy/facts.ts';
import type { ChannelUnderTest } from './contract.ts';

type Common = 'channel' | 'open' | 'now' | 'content' | 'of' | 'access';

/** What all channels of the visitor's own are tried with: a conversation in which the visitor has just written. */
export function directUnderTest(channel: DirectChannel): Pick<ChannelUnderTest<Direct>, Common> {
  const now = minutes(1);
  return {
    channel,
    open: conversationOf({ channel: { kind: channel.kind as 'messenger' }, heardAt: 0 }),
    now,
    content: (text) => ({ text, files: [] }),
    of: () => ({
      recipientId: 'person-1',
      deliveryId: 'd1',
      part: 1,
      attempt: 1,
      isLate: false,
      linkTo: () => null,
    }),
    access: (url, timeoutMs) => {
      const hosts = { facebook: url, instagram: url, toy: url };
      return { pageId: 'page-1', login: 'facebook', accessToken: 'token-1', hosts, timeoutMs };
    },
  };
}
