import type { Conversation, Message } from '../../../packages/client/src/index.ts';
import { agents } from '../account/agents.ts';
import { isAdmin } from '../account/me.ts';
import { client } from '../account/session.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { clockTime, wholeTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { ShowOriginal } from './by-email.tsx';
import { Files } from './files.tsx';
import { discard, resend } from './messages-state.ts';
import { outcomeWords } from './outcome.ts';
import type { Pending } from './pending.ts';
import { labelOf } from './rows.ts';
import { MessageText } from './text.tsx';

interface MessageViewProps {
  readonly message: Message;
  readonly isFirst: boolean;
  /** What the visitor is called. */
  readonly visitorName: string | null;
  readonly visitorSeed: string;
  readonly visitorPicture: string | undefined;
  /** The conversation's. */
  readonly channel: Conversation['channel']['kind'];
}

export function MessageView({ message, isFirst, visitorName, visitorSeed, visitorPicture, channel }: MessageViewProps) {
  const { author, state, via, editedAt, at, attachments, reaction, flags } = message;
  const isVisitors = author.kind === 'visitor';
  const name = isVisitors
    ? (visitorName ?? say('list.anonymous'))
    : (author.name ?? say(author.kind === 'bot' ? 'thread.bot' : 'thread.agent'));
  const label = labelOf(message);
  const picture = author.avatarUrl ?? (author.id === null ? null : agents.value.get(author.id)?.avatarUrl);
  return (
    <article
      class="message"
      data-by={isVisitors ? 'visitor' : 'agent'}
      data-kind={message.kind}
      aria-label={`${name}, ${clockTime(Date.parse(at))}`}
    >
      {isFirst && (
        <header class="message-head">
          <Avatar
            name={isVisitors ? visitorName : name}
            seed={isVisitors ? visitorSeed : (author.id ?? name)}
            url={isVisitors ? visitorPicture : picture}
            size="small"
          />
          <span class="message-author" dir="auto">
            {name}
          </span>
          {label !== null && <span class="message-label">{label}</span>}
          {message.kind === 'note' && (
            <span class="badge warn">
              <Icon name="note" />
              {say('thread.note')}
            </span>
          )}
          {via === 'email' && (
            <span class="badge">
              <Icon name="mail" />
              {say('thread.byEmail')}
            </span>
          )}
        </header>
      )}
      <div class="bubble">
        {state === 'deleted' ? (
          <p class="message-text deleted">{say('thread.deleted')}</p>
        ) : (
          <>
            {message.text !== '' && <MessageText text={message.text} />}
            {attachments.length > 0 && <Files files={attachments} />}
            {channelFlags.map(
              (flag) => flags.includes(flag) && <p class="message-flag small faint">{say(`thread.${flag}`)}</p>,
            )}
          </>
        )}
      </div>
      <footer class="message-foot">
        <time dateTime={at} title={wholeTime(Date.parse(at))} class="numbers">
          {clockTime(Date.parse(at))}
        </time>
        {reaction !== undefined && (
          <span class="reaction" role="img" aria-label={say('thread.reacted', { emoji: reaction.emoji })}>
            {reaction.emoji}
          </span>
        )}
        {editedAt !== null && <span>{say('thread.edited')}</span>}
        {via === 'email' && isVisitors && state !== 'deleted' && <ShowOriginal message={message} />}
        <OutcomeView message={message} channel={channel} />
      </footer>
    </article>
  );
}

/** What the text and the files of a message from a channel do not say. */
const channelFlags = ['storyReply', 'storyMention', 'filesNotFetched', 'unsupported'] as const;

/** What became of an agent's message, why, and what one can do about it. */
function OutcomeView({ message, channel }: Pick<MessageViewProps, 'message' | 'channel'>) {
  const shown = outcomeWords(message, channel);
  if (shown === null) return null;
  const { words, tone, advice, replay } = shown;
  const why = tone === 'bad' ? (message.forwardedTo.at(-1)?.reason ?? null) : null;
  return (
    <span class={`outcome ${tone}`}>
      <span class="outcome-words">{say(words)}</span>
      {why !== null && <span class="outcome-why">{why}</span>}
      {channel !== 'web' && replay !== undefined && <PartsSent deliveryId={replay} />}
      {advice !== undefined && <span class="outcome-advice">{say(advice)}</span>}
      {replay !== undefined && isAdmin.value && <Replay deliveryId={replay} />}
    </span>
  );
}

/** How much of a message that needed several parts has arrived; nothing if it is one, or the reader may not know. */
function PartsSent({ deliveryId }: { readonly deliveryId: string }) {
  const { now } = useLoaded(deliveryId, () => client.deliveries.get(deliveryId));
  const parts = now.state === 'ready' ? (now.value.parts ?? []) : [];
  if (parts.length < 2) return null;
  const sent = parts.filter(({ acceptedAt }) => acceptedAt !== null).length;
  return <span class="outcome-why">{say('thread.partsSent', { sent, all: parts.length })}</span>;
}

function Replay({ deliveryId }: { readonly deliveryId: string }) {
  const replay = async () => {
    try {
      await client.deliveries.replay(deliveryId);
      toast(say('thread.replayed'));
    } catch (error) {
      toastFailure(error);
    }
  };
  return (
    <Button size="small" icon="retry" onClick={() => void replay()}>
      {say('thread.replay')}
    </Button>
  );
}

interface PendingViewProps {
  readonly conversationId: string;
  readonly pending: Pending;
}

/** A message that is on its way, or did not get there. */
export function PendingView({ conversationId, pending }: PendingViewProps) {
  const { failure, text, attachments } = pending;
  return (
    <article
      class="message pending"
      data-by="agent"
      data-kind={pending.wish === 'note' ? 'note' : 'message'}
      data-failed={failure !== null}
      aria-label={say('thread.yourMessage')}
    >
      <div class="bubble">
        {text !== '' && <MessageText text={text} />}
        {attachments.length > 0 && <Files files={attachments} />}
      </div>
      <div class="message-foot" role="status">
        {failure === null ? (
          say('thread.sending')
        ) : (
          <span class="outcome bad">
            <span class="outcome-words">{say('thread.notSent')}</span>
            {failure !== '' && <span class="outcome-why">{failure}</span>}
            <Button size="small" icon="retry" onClick={() => resend(conversationId, pending)}>
              {say('shell.retry')}
            </Button>
            <Button size="small" kind="quiet" onClick={() => discard(conversationId, pending.id)}>
              {say('thread.discard')}
            </Button>
          </span>
        )}
      </div>
    </article>
  );
}
