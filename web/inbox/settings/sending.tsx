import { useEffect, useState } from 'preact/hooks';
import { minute } from '../account/clock.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { toast } from '../parts/toasts.tsx';
import { followStatus, history } from '../status/history.ts';
import { dateTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { MinutesSetting, NumberSetting, Part, SelectSetting } from './controls.tsx';
import { Ask } from './dialogs.tsx';
import { savedValue, saveNow } from './draft.ts';

const pausedPath = 'delivery.paused';

/** Settings > Email > Sending: the switch that stops all emails, and what happens when one fails. */
export const Sending = () => (
  <>
    <KillSwitch />
    <Part title={say('settings.failing')}>
      <div class="settings-row">
        <MinutesSetting
          path="delivery.retryForSeconds"
          label={say('settings.retryFor')}
          hint={say('settings.retryForHint')}
        />
        <NumberSetting
          path="delivery.maxMailsPerHour"
          label={say('settings.maxMails')}
          hint={say('settings.maxMailsHint')}
          unit={say('settings.emails')}
        />
        <MinutesSetting
          path="delivery.awaitReportSeconds"
          label={say('settings.awaitReport')}
          hint={say('settings.awaitReportHint')}
        />
        <SelectSetting
          path="delivery.onUnknown"
          label={say('settings.onUnknown')}
          options={[
            { value: 'resend', label: say('settings.onUnknownResend') },
            { value: 'park', label: say('settings.onUnknownPark') },
          ]}
        />
      </div>
    </Part>
  </>
);

/** It acts at once: whoever needs it has no time for a second button. */
function KillSwitch() {
  const [isAsked, setAsked] = useState(false);
  useEffect(followStatus, []);
  const isPaused = savedValue(pausedPath) === true;
  const operatorsSince = history.value.known.at(-1)?.status.paused.deployment?.since ?? null;
  const { tone, badge, text, resumed, resumeText } = wordsOf(isPaused, operatorsSince !== null);
  const change = async () => {
    await saveNow(pausedPath, !isPaused);
    toast(say(isPaused ? resumed : 'settings.pausedNow'));
  };
  return (
    <Part title={say('settings.pause')} text={say(text)}>
      {operatorsSince !== null && (
        <p class="banner" role="status">
          <Icon name="pause" />
          <span>
            {say(isPaused ? 'settings.operatorPausedToo' : 'settings.operatorPaused', {
              time: dateTime(Date.parse(operatorsSince), minute.value),
            })}
          </span>
        </p>
      )}
      <div class="settings-actions">
        <Badge tone={tone}>{say(badge)}</Badge>
        <Button
          kind={isPaused ? 'primary' : 'danger'}
          icon={isPaused ? 'play' : 'pause'}
          onClick={() => setAsked(true)}
        >
          {say(isPaused ? 'settings.resume' : 'settings.pauseAll')}
        </Button>
      </div>
      {isAsked && (
        <Ask
          title={say(isPaused ? 'settings.resumeTitle' : 'settings.pauseTitle')}
          does={say(isPaused ? 'settings.resume' : 'settings.pauseAll')}
          kind={isPaused ? 'primary' : 'danger'}
          run={change}
          onClose={() => setAsked(false)}
        >
          <p>{say(isPaused ? resumeText : 'settings.pauseText')}</p>
        </Ask>
      )}
    </Part>
  );
}

/** While the operator has paused all accounts, nothing is sent, whatever the account's own switch says. */
function wordsOf(isPaused: boolean, isPausedByOperator: boolean) {
  const resuming = isPausedByOperator
    ? ({ resumed: 'settings.resumedHere', resumeText: 'settings.resumeTextHere' } as const)
    : ({ resumed: 'settings.resumed', resumeText: 'settings.resumeText' } as const);
  if (isPaused) return { tone: 'bad', badge: 'settings.statePaused', text: 'settings.isPaused', ...resuming } as const;
  if (isPausedByOperator)
    return { tone: 'warn', badge: 'status.pausedByOperator', text: 'settings.isNotPausedHere', ...resuming } as const;
  return { tone: 'good', badge: 'settings.stateSending', text: 'settings.isNotPaused', ...resuming } as const;
}
