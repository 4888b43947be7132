import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Conversation } from '../../../packages/client/src/index.ts';
import { visitorName } from '../account/conversations.ts';
import { useCommand } from '../commands.ts';
import { ConversationCommands } from '../conversations/commands.tsx';
import { go, ifOpened, paths } from '../go.ts';
import { useKey } from '../keys.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { ChannelMark } from '../parts/channel-mark.tsx';
import { VisitorSheet } from '../visitor/visitor-card.tsx';
import { say } from '../words/language.ts';
import { channelNames } from './channel-names.ts';
import { close, reopen } from './closing.ts';

interface ThreadHeadProps {
  readonly conversation: Conversation;
  /** Whether its messages are there. */
  readonly isLoaded: boolean;
}

/** Whom one talks with, and what one can do with the whole conversation. */
export function ThreadHead({ conversation, isLoaded }: ThreadHeadProps) {
  const { id, state, visitor, channel } = conversation;
  const { url } = useLocation();
  const isOpen = state === 'open';
  const [isSheetOpen, setSheetOpen] = useState(false);
  const { search } = new URL(url, location.origin);
  const backToList = () => go(`${paths.inbox}${search}`);
  const ifLoaded = (act: () => void) => ifOpened(id, () => isLoaded && act());
  useKey('backToList', backToList);
  useCommand(
    isOpen
      ? {
          id: 'close',
          label: say('thread.keyClose'),
          icon: 'check',
          key: 'closeThread',
          run: ifLoaded(() => void close(conversation, search)),
        }
      : {
          id: 'reopen',
          label: say('thread.keyReopen'),
          icon: 'inbox',
          key: 'reopenThread',
          run: ifLoaded(() => void reopen(id, search)),
        },
  );
  const name = visitorName(conversation);
  const isHere = visitor.presence.state === 'here';
  return (
    <header class="thread-head">
      <Button class="back" kind="quiet" icon="back" label={say('thread.keyBack')} onClick={backToList} />
      <div class="thread-who">
        <h1 class="cut" dir="auto">
          {name ?? say('list.anonymous')}
        </h1>
        <p class="small faint thread-state">
          <ChannelMark kind={channel.kind} />
          {channel.kind === 'web' && <span class="dot" data-on={isHere} />}
          <span class="cut">
            {channel.kind === 'web' ? say(isHere ? 'list.here' : 'list.left') : channelNames[channel.kind]}
            {visitor.email !== null && visitor.email !== name && ` · ${visitor.email}`}
          </span>
        </p>
      </div>
      <Button class="details" icon="person" label={say('visitor.details')} onClick={() => setSheetOpen(true)} />
      {isSheetOpen && <VisitorSheet id={id} onClose={() => setSheetOpen(false)} />}
      {isOpen ? (
        <Button icon="check" shortcut="closeThread" onClick={() => void close(conversation, search)}>
          {say('thread.close')}
        </Button>
      ) : (
        <>
          <Badge>{say('thread.closed')}</Badge>
          <Button icon="inbox" shortcut="reopenThread" onClick={() => void reopen(id, search)}>
            {say('thread.reopen')}
          </Button>
        </>
      )}
      {isLoaded && <ConversationCommands id={id} search={search} />}
    </header>
  );
}
