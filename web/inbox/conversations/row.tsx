import { conversation, visitorName } from '../account/conversations.ts';
import { paths } from '../go.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { Time } from '../parts/time.tsx';
import { say, type WordKey } from '../words/language.ts';

interface RowProps {
  readonly id: string;
  readonly isOpen: boolean;
  /** The part of the address that says which list it is in. */
  readonly search: string;
  readonly position: number;
  readonly count: number;
}

/** One conversation in the list. */
export function Row({ id, isOpen, search, position, count }: RowProps) {
  const shown = conversation(id).value;
  if (shown === null) return null;
  const { visitor, forwarding, createdAt } = shown;
  const name = visitorName(shown);
  const mail = mails[forwarding.state];
  return (
    <li class="row-place" aria-posinset={position} aria-setsize={count}>
      <a
        class="row"
        href={`${paths.conversation(id)}${search}`}
        aria-current={isOpen ? 'true' : undefined}
        data-conversation={id}
      >
        <Avatar name={name} seed={visitor.email ?? id}>
          <span class="dot" data-on={visitor.presence.state === 'here'} />
        </Avatar>
        <span class="row-main">
          <span class="row-top">
            <span class="row-name cut" dir="auto">
              {name ?? say('list.anonymous')}
            </span>
            <Time at={createdAt} />
          </span>
          <span class="row-below">
            <span class="row-preview cut" dir="auto">
              {visitor.email ?? ''}
            </span>
            {mail !== null && (
              <span class={`row-mail ${mail.tone}`} title={say(mail.words)}>
                <Icon name={mail.icon} />
                <span class="hidden">{say(mail.words)}</span>
              </span>
            )}
          </span>
        </span>
        <span class="hidden">{say(visitor.presence.state === 'here' ? 'list.here' : 'list.left')}</span>
      </a>
    </li>
  );
}

type MailState = 'idle' | 'waiting' | 'sending' | 'unknown' | 'parked';

const mails: Readonly<
  Record<MailState, { readonly icon: IconName; readonly tone: string; readonly words: WordKey } | null>
> = {
  idle: null,
  waiting: { icon: 'clock', tone: '', words: 'list.emailWaiting' },
  sending: { icon: 'send', tone: '', words: 'list.emailSending' },
  unknown: { icon: 'alert', tone: 'warn', words: 'list.emailUnknown' },
  parked: { icon: 'alert', tone: 'bad', words: 'list.emailParked' },
};
