import { minute } from '../account/clock.ts';
import { Button } from '../parts/button.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { duration, lasting, timeOfDay } from '../words/format.ts';
import { say } from '../words/language.ts';
import { channelNames } from './channel-names.ts';
import type { Fate } from './fate.ts';

interface FateLineProps {
  readonly fate: Fate;
  /** What is written is to be emailed at once. */
  readonly onSendNow: () => void;
}

/** Says below the field what will become of what is written in it. */
export function FateLine({ fate, onSendNow }: FateLineProps) {
  const { icon, tone, text } = wordsOf(fate);
  return (
    <p class={`fate ${tone}`} id="fate">
      <Icon name={icon} />
      <span>
        {text}
        {fate.kind === 'direct' && <WindowLeft fate={fate} />}
      </span>
      {fate.kind === 'quiet' && (
        <Button size="small" onClick={onSendNow}>
          {say('thread.sendNow')}
        </Button>
      )}
    </p>
  );
}

/** How long the channel lets agents answer, from what the visitor wrote last, and what happens after that. */
function WindowLeft({ fate: { until, emailAfter } }: { readonly fate: Extract<Fate, { readonly kind: 'direct' }> }) {
  if (until === null) return null;
  const time = lasting(Math.max(0, until - minute.value));
  return (
    <>
      {' '}
      {emailAfter === null
        ? say('thread.windowLeft', { time })
        : say('thread.windowLeftEmail', { time, address: emailAfter })}
    </>
  );
}

interface FateWords {
  readonly icon: IconName;
  readonly tone: '' | 'warn' | 'bad';
  readonly text: string;
}

function wordsOf(fate: Fate): FateWords {
  switch (fate.kind) {
    case 'byEmail':
      return { icon: 'mail', tone: '', text: whenText(fate) };
    case 'quiet':
      return {
        icon: 'clock',
        tone: '',
        text: say('thread.fateQuiet', { address: fate.address, time: timeOfDay(fate.until) }),
      };
    case 'noAddress':
      if (fate.suggested !== null)
        return { icon: 'alert', tone: 'warn', text: say('thread.fateSuggested', { address: fate.suggested }) };
      return {
        icon: 'alert',
        tone: 'warn',
        text: say(fate.isHere ? 'thread.fateNoAddress' : 'thread.fateNoAddressLeft'),
      };
    case 'chatOnly':
      return { icon: 'chat', tone: '', text: say('thread.fateChatOnly') };
    case 'forwardingOff':
      return { icon: 'chat', tone: '', text: say('thread.fateOff') };
    case 'paused':
      return { icon: 'pause', tone: 'warn', text: say('thread.fatePaused', fate) };
    case 'directPaused':
      return {
        icon: 'pause',
        tone: 'warn',
        text: say('thread.fateDirectPaused', { channel: channelNames[fate.channel] }),
      };
    case 'stopped':
      return {
        icon: 'alert',
        tone: 'bad',
        text: say(fate.reason === 'unsubscribed' ? 'thread.fateUnsubscribed' : 'thread.fateSuppressed', fate),
      };
    case 'undelivered':
      return { icon: 'alert', tone: 'bad', text: say('thread.fateBounced', fate) };
    case 'note':
      return { icon: 'note', tone: 'warn', text: say('thread.fateNote') };
    case 'direct':
      return { icon: 'chat', tone: '', text: say('thread.fateDirect', { channel: channelNames[fate.channel] }) };
    case 'emailAfterWindow':
      return {
        icon: 'mail',
        tone: '',
        text: say('thread.fateAfterWindow', { channel: channelNames[fate.channel], address: fate.address }),
      };
    case 'windowClosed':
      return { icon: 'alert', tone: 'warn', text: say('thread.fateWindow', { channel: channelNames[fate.channel] }) };
    default:
      return fate satisfies never;
  }
}

function whenText({ address, when, seconds }: Extract<Fate, { readonly kind: 'byEmail' }>): string {
  switch (when) {
    case 'now':
      return say('thread.fateNow', { address });
    case 'left':
      return say('thread.fateLeft', { address });
    case 'leaving':
      return seconds === null
        ? say('thread.fateLeaving', { address })
        : say('thread.fateLeavingAfter', { address, duration: duration(seconds) });
    default:
      return when satisfies never;
  }
}
