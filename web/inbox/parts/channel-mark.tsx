import type { Conversation } from '../../../packages/client/src/index.ts';
import { channelNames } from '../thread/channel-names.ts';
import { Icon } from './icons.tsx';

/** On which channel the visitor writes, for whoever sees it and whoever hears it; nothing for chats on the site. */
export function ChannelMark({ kind }: { readonly kind: Conversation['channel']['kind'] }) {
  if (kind === 'web') return null;
  const name = channelNames[kind];
  return (
    <span class="channel-mark" title={name}>
      <Icon name={kind} />
      <span class="hidden">{name}</span>
    </span>
  );
}
