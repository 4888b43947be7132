import type { Conversation, LastMessage } from '../../../packages/client/src/index.ts';
import { agents } from '../account/agents.ts';
import { minute } from '../account/clock.ts';
import { conversation, visitorName } from '../account/conversations.ts';
import { me } from '../account/me.ts';
import { paths } from '../go.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ChannelMark } from '../parts/channel-mark.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { Time } from '../parts/time.tsx';
import { clockTime, lasting } from '../words/format.ts';
import { say, type WordKey } from '../words/language.ts';

interface RowProps {
  readonly id: string;
  readonly isOpen: boolean;
  /** The part of the address that says which list it is in. */
  readonly search: string;
  readonly position: number;
  /** Of the whole list; -1 as long as that is not known. */
  readonly count: number;
}

/** One conversation in the list. */
export function Row({ id, isOpen, search, position, count }: RowProps) {
  const shown = conversation(id).value;
  if (shown === null) return null;
  const { visitor, lastMessage, lastMessageAt, createdAt, unread = 0 } = shown;
  const name = visitorName(shown);
  const isHere = visitor.presence.state === 'here';
  // Nobody knows when they look at their own account.
  const isOnSite = shown.channel.kind === 'web';
  return (
    <li class="row-place" aria-posinset={position} aria-setsize={count}>
      <a
        class="row"
        href={`${paths.conversation(id)}${search}`}
        aria-current={isOpen ? 'true' : undefined}
        data-conversation={id}
        data-unread={unread > 0}
      >
        <Avatar name={name} seed={visitor.email ?? id} url={visitor.pictureUrl}>
          {isOnSite && <span class="dot" data-on={isHere} />}
        </Avatar>
        <span class="row-main">
          <span class="row-top">
            <ChannelMark kind={shown.channel.kind} />
            <span class="row-name cut" dir="auto">
              {name ?? say('list.anonymous')}
            </span>
            <Time at={lastMessageAt ?? createdAt} />
          </span>
          <span class="row-middle">
            <span class="row-preview cut" dir="auto">
              {lastMessage !== null ? previewOf(lastMessage) : shown.lastSeq > 0 ? '' : say('list.nothingSaid')}
            </span>
            {unread > 0 && (
              <span class="count-badge">
                <span aria-hidden="true">{unread > 98 ? '99+' : unread}</span>
                <span class="hidden">{say('list.unreadCount', { count: unread })}</span>
              </span>
            )}
          </span>
          <Below shown={shown} />
        </span>
        {isOnSite && <span class="hidden">{say(isHere ? 'list.here' : 'list.left')}</span>}
      </a>
    </li>
  );
}

/** Since when the visitor waits, what keeps an email, and who takes care of it. */
function Below({ shown: { waitingSince, forwarding, assignee, channel } }: { readonly shown: Conversation }) {
  const mail = (channel.kind === 'web' ? mails : replies)[heldState(forwarding)];
  const assigned = assignee === null ? undefined : agents.value.get(assignee);
  return (
    <span class="row-below">
      {waitingSince !== null && <Waiting since={Date.parse(waitingSince)} />}
      {mail !== null && (
        <span class={`row-mail ${mail.tone}`}>
          <Icon name={mail.icon} />
          <span class="cut">{say(mail.words)}</span>
        </span>
      )}
      {assigned !== undefined && (
        <span class="row-assignee" title={say('list.assignedTo', { name: assigned.name })}>
          <Avatar name={assigned.name} seed={assigned.id} url={assigned.avatarUrl} size="tiny" />
          <span class="hidden">{say('list.assignedTo', { name: assigned.name })}</span>
        </span>
      )}
    </span>
  );
}

function Waiting({ since }: { readonly since: number }) {
  const ms = minute.value - since;
  return (
    <span class="row-waiting" title={say('list.waitsSince', { time: clockTime(since) })}>
      {ms < 60_000 ? say('list.waitsNow') : say('list.waits', { time: lasting(ms) })}
    </span>
  );
}

/** A message without text and files is one of a channel's that cannot be shown here. */
function previewOf({ author, kind, preview: words }: LastMessage): string {
  const preview = words === '' ? say('list.unsupported') : words;
  if (author.kind === 'visitor') return preview;
  const name = author.name ?? say(author.kind === 'bot' ? 'thread.bot' : 'thread.agent');
  if (kind === 'note') return say('list.noteBy', { name, text: preview });
  return author.id === me.value?.agent.id && author.kind === 'agent'
    ? say('list.you', { text: preview })
    : say('list.byAgent', { name, text: preview });
}

type MailState = Conversation['forwarding']['state'];
type MailWords = Readonly<
  Record<MailState, { readonly icon: IconName; readonly tone: string; readonly words: WordKey } | null>
>;

/** What waits behind a reply that could not be sent says less than that. */
const heldState = ({ state, reason }: Conversation['forwarding']): MailState =>
  reason === 'earlierParked' ? 'parked' : state;

const mails: MailWords = {
  idle: null,
  waiting: { icon: 'mail', tone: '', words: 'list.emailWaiting' },
  sending: { icon: 'send', tone: '', words: 'list.emailSending' },
  unknown: { icon: 'alert', tone: 'warn', words: 'list.emailUnknown' },
  parked: { icon: 'alert', tone: 'bad', words: 'list.emailParked' },
};

/** The same of replies that go to the visitor's own account. */
const replies: MailWords = {
  idle: null,
  waiting: { icon: 'clock', tone: '', words: 'list.replyWaiting' },
  sending: { icon: 'send', tone: '', words: 'list.replySending' },
  unknown: { icon: 'alert', tone: 'warn', words: 'list.replyUnknown' },
  parked: { icon: 'alert', tone: 'bad', words: 'list.replyParked' },
};
