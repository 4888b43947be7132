import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Conversation } from '../../../packages/client/src/index.ts';
import { learn, visitorName } from '../account/conversations.ts';
import { client } from '../account/session.ts';
import { useCommand } from '../commands.ts';
import { nextTo } from '../conversations/list-state.ts';
import { go, paths } from '../go.ts';
import { useKey } from '../keys.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { VisitorSheet } from '../visitor/visitor-card.tsx';
import { say } from '../words/language.ts';

/** Whom one talks with, and what one can do with the whole conversation. */
export function ThreadHead({ conversation }: { readonly conversation: Conversation }) {
  const { id, state, visitor } = conversation;
  const { url } = useLocation();
  const isOpen = state === 'open';
  const [isSheetOpen, setSheetOpen] = useState(false);
  const { search } = new URL(url, location.origin);
  const backToList = () => go(`${paths.inbox}${search}`);
  const close = async () => {
    if (!isOpen) return;
    const next = nextTo(id);
    try {
      learn(await client.conversations.close(id));
      toast(say('thread.closedNow'));
      go(`${next === null ? paths.inbox : paths.conversation(next)}${search}`);
    } catch (error) {
      toastFailure(error);
    }
  };
  useKey('backToList', backToList);
  useCommand({
    id: 'close',
    label: say('thread.keyClose'),
    icon: 'check',
    key: 'closeThread',
    run: () => void close(),
  });
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
          <span class="dot" data-on={isHere} />
          <span class="cut">
            {say(isHere ? 'list.here' : 'list.left')}
            {visitor.email !== null && visitor.email !== name && ` · ${visitor.email}`}
          </span>
        </p>
      </div>
      <Button class="details" icon="person" label={say('visitor.details')} onClick={() => setSheetOpen(true)} />
      {isSheetOpen && <VisitorSheet id={id} onClose={() => setSheetOpen(false)} />}
      {isOpen ? (
        <Button icon="check" shortcut="closeThread" onClick={() => void close()}>
          {say('thread.close')}
        </Button>
      ) : (
        <Badge>{say('thread.closed')}</Badge>
      )}
    </header>
  );
}
