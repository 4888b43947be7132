import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Channel, ChannelList, PutChannel } from './types.ts';

type Kind = Channel['kind'];

const pathOf = (kind: Kind, id: string) => `/v1/channels/${part(kind)}/${part(id)}`;

export function channels(answer: Answer) {
  return {
    /** All connected pages, newest first, and what is to be entered at Meta. */
    list: (options?: CallOptions) => answer<ChannelList>('GET', '/v1/channels', options),
    get: (kind: Kind, id: string, options?: CallOptions) => answer<Channel>('GET', pathOf(kind, id), options),
    /** Connects a page, or replaces its token, which is never returned. */
    put: (kind: Kind, id: string, body: PutChannel, options: CallOptions = {}) =>
      answer<Channel>('PUT', pathOf(kind, id), { ...options, body }),
    /** Disconnects a page; its conversations stay. */
    delete: async (kind: Kind, id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', pathOf(kind, id), options);
    },
  };
}
