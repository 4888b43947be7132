import type { ComponentChildren } from 'preact';
import type { Conversation, Message, Reason, Trigger } from '../../../packages/client/src/index.ts';
import { second, serviceNow } from '../account/clock.ts';
import { learn, load } from '../account/conversations.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { Button } from '../parts/button.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { clockTime, clockTimeIn, countdown, wholeTime } from '../words/format.ts';
import { say, type WordKey } from '../words/language.ts';
import { channelNames } from './channel-names.ts';
import { zoneOf } from './quiet.ts';

interface LineProps {
  readonly icon: IconName;
  readonly at: number;
  readonly children: string;
}

/** A line about what happened around the messages. */
export const Line = ({ icon, at, children }: LineProps) => (
  <p class="line">
    <Icon name={icon} />
    <span>{children}</span>
    <time dateTime={new Date(at).toISOString()} title={wholeTime(at)} class="numbers">
      {clockTime(at)}
    </time>
  </p>
);

const because: Readonly<Record<Trigger, WordKey>> = {
  left: 'thread.becauseLeft',
  inactive: 'thread.becauseInactive',
  agentsOffline: 'thread.becauseOffline',
  request: 'thread.becauseRequest',
  written: 'thread.becauseRequest',
};

const waits: Readonly<Partial<Record<Reason, WordKey>>> = {
  notIdentified: 'thread.waitsForAddress',
  paused: 'thread.waitsPaused',
  rateCapped: 'thread.waitsRate',
  addressLimited: 'thread.waitsLimit',
  due: 'thread.waitsInFlight',
  deliveryInFlight: 'thread.waitsInFlight',
};

const directWaits: Readonly<Partial<Record<Reason, WordKey>>> = {
  earlierParked: 'thread.directWaitsEarlier',
  paused: 'thread.waitsPaused',
  outsideMessagingWindow: 'thread.directWaitsWindow',
};

interface NextEmailProps {
  readonly conversation: Conversation;
  readonly messages: readonly Message[];
}

/** What happens next to the replies that no email has brought yet, with a countdown, and what one can do about it. */
export function NextEmail({ conversation, messages }: NextEmailProps) {
  const { forwarding, visitor, channel } = conversation;
  switch (forwarding.state) {
    case 'idle':
      // As long as the channel is closed nothing is sent, but what was written goes once the visitor writes again.
      return messages.some(({ outcome }) => outcome?.reason === 'outsideMessagingWindow') ? (
        <Waiting conversation={conversation} />
      ) : null;
    case 'parked':
      return null;
    case 'sending':
      if (channel.kind !== 'web')
        return <NextLine icon="send" text={say('thread.directNext', { channel: channelNames[channel.kind] })} />;
      return <NextLine icon="send" text={say('thread.nextSending', { address: visitor.email ?? '' })} />;
    case 'unknown':
      return (
        <NextLine icon="alert" text={say(channel.kind === 'web' ? 'thread.nextUnknown' : 'thread.directNextUnknown')} />
      );
    case 'waiting':
      return <Waiting conversation={conversation} />;
    default:
      return forwarding.state satisfies never;
  }
}

function Waiting({ conversation: { id, forwarding, visitor, channel } }: { readonly conversation: Conversation }) {
  const { dueAt, trigger, reason } = forwarding;
  const act = async (action: 'sendNow' | 'cancel') => {
    try {
      await client.conversations.forwarding(id, { action });
      learn(await load(id));
    } catch (error) {
      toastFailure(error);
    }
  };
  // Beyond the channel's window it may go by email, by the triggers of emails.
  const isDirect = channel.kind !== 'web' && (trigger === null || trigger === 'written');
  const isHeld = reason === 'notIdentified' || reason === 'paused' || dueAt === null || trigger === null;
  return (
    <NextLine
      icon="clock"
      text={
        isDirect
          ? say(directWaits[reason ?? 'deliveryInFlight'] ?? 'thread.directWaitsInFlight')
          : reason === 'quietHours' && dueAt !== null
            ? say('thread.waitsQuiet', {
                time: clockTimeIn(Date.parse(dueAt), zoneOf(visitor.timeZone, me.value?.account.timeZone)),
              })
            : isHeld
              ? say(waits[reason ?? 'deliveryInFlight'] ?? 'thread.waitsInFlight')
              : channel.kind !== 'web' && trigger !== 'request'
                ? say('thread.becauseWindow', { time: left(dueAt), channel: channelNames[channel.kind] })
                : say(because[trigger], { time: left(dueAt), address: visitor.email ?? '' })
      }
    >
      {visitor.email !== null && !isDirect && (
        <Button size="small" icon="send" onClick={() => void act('sendNow')}>
          {say('thread.sendNow')}
        </Button>
      )}
      <Button size="small" kind="quiet" onClick={() => void act('cancel')}>
        {say('thread.doNotSend')}
      </Button>
    </NextLine>
  );
}

/** Read each second; the clock may be a little behind it. */
const left = (dueAt: string) => countdown(Date.parse(dueAt) - Math.max(second.value, serviceNow()));

interface NextLineProps {
  readonly icon: IconName;
  readonly text: string;
  readonly children?: ComponentChildren;
}

const NextLine = ({ icon, text, children }: NextLineProps) => (
  <div class="next">
    <Icon name={icon} />
    <span class="next-text numbers">{text}</span>
    {children !== undefined && <span class="next-actions">{children}</span>}
  </div>
);
