import { useState } from 'preact/hooks';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { toast } from '../parts/toasts.tsx';
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
  const isPaused = savedValue(pausedPath) === true;
  const change = async () => {
    await saveNow(pausedPath, !isPaused);
    toast(say(isPaused ? 'settings.resumed' : 'settings.pausedNow'));
  };
  return (
    <Part title={say('settings.pause')} text={say(isPaused ? 'settings.isPaused' : 'settings.isNotPaused')}>
      <div class="settings-actions">
        <Badge tone={isPaused ? 'bad' : 'good'}>
          {say(isPaused ? 'settings.statePaused' : 'settings.stateSending')}
        </Badge>
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
          <p>{say(isPaused ? 'settings.resumeText' : 'settings.pauseText')}</p>
        </Ask>
      )}
    </Part>
  );
}
