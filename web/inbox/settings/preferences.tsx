import { Field, Switch } from '../parts/field.tsx';
import { duration } from '../words/format.ts';
import { say } from '../words/language.ts';
import { MinutesSetting, NumberSetting, Part, SelectSetting, TextSetting } from './controls.tsx';
import { change, problemOf, savedValue, shownValue } from './draft.ts';
import { EmailPreview } from './email-preview.tsx';

type Choice = 'nothing' | 'unreadReplies' | 'transcript';

const choices = ['nothing', 'unreadReplies', 'transcript'] as const;

/** Settings > Inbox > Preferences: whether a visitor who has left gets an email, what it says, and when it goes. */
export function Preferences() {
  const choice = shownValue('emailForwarding') as Choice;
  return (
    <>
      <Part title={say('settings.emailForwarding')}>
        <SelectSetting
          path="emailForwarding"
          label={say('settings.forwardingLabel')}
          options={choices.map((value) => ({ value, label: say(`settings.${value}`) }))}
        />
        <dl class="choices">
          {choices.map((value) => (
            <div key={value} data-chosen={choice === value}>
              <dt>{say(`settings.${value}`)}</dt>
              <dd>{say(`settings.${value}Means`)}</dd>
            </div>
          ))}
        </dl>
        {choice !== 'nothing' && problemOf('sender') !== null && (
          <p class="problem" role="alert">
            {say('settings.senderNeeded')}{' '}
            <a class="link" href="/inbox/settings/sender">
              {say('settings.sender')}
            </a>
          </p>
        )}
      </Part>
      {choice !== 'nothing' && (
        <Part title={say('settings.preview')} text={say('settings.previewText')}>
          <EmailPreview shows={{ emailForwarding: choice, body: String(shownValue('content.body')) }} />
        </Part>
      )}
      <Content choice={choice} />
      <Timing />
      <QuietHours />
      <AgentsEmailed />
    </>
  );
}

const Content = ({ choice }: { readonly choice: Choice }) => (
  <Part title={say('settings.content')}>
    <SelectSetting
      path="content.body"
      label={say('settings.body')}
      options={[
        { value: 'full', label: say('settings.bodyFull') },
        { value: 'notice', label: say('settings.bodyNotice') },
      ]}
    />
    {choice === 'unreadReplies' && (
      <div class="settings-row">
        <NumberSetting
          path="content.contextMessages"
          label={say('settings.context')}
          hint={say('settings.contextHint')}
          unit={say('settings.messages')}
        />
        <NumberSetting
          path="content.shortConversationMessages"
          label={say('settings.short')}
          hint={say('settings.shortHint')}
          unit={say('settings.messages')}
        />
      </div>
    )}
  </Part>
);

const seconds = (path: string) => duration(Number(shownValue(path)));

const Timing = () => (
  <Part title={say('settings.timing')} text={say('settings.timingText')}>
    <div class="settings-row">
      <MinutesSetting
        path="timing.afterLeavingSeconds"
        label={say('settings.afterLeaving')}
        hint={say('settings.afterLeavingSays', { time: seconds('timing.afterLeavingSeconds') })}
      />
      <MinutesSetting
        path="timing.afterInactivitySeconds"
        label={say('settings.afterInactivity')}
        hint={say('settings.afterInactivitySays', { time: seconds('timing.afterInactivitySeconds') })}
      />
      <MinutesSetting
        path="timing.settleSeconds"
        label={say('settings.settle')}
        hint={say('settings.settleSays', { time: seconds('timing.settleSeconds') })}
      />
      <MinutesSetting
        path="timing.settleMaxSeconds"
        label={say('settings.settleMax')}
        hint={say('settings.settleMaxSays', { time: seconds('timing.settleMaxSeconds') })}
      />
    </div>
  </Part>
);

const quietPath = 'timing.quietHours';
const usual = { from: '22:00', to: '07:00' };

function QuietHours() {
  // A service that does not know the setting yet has nothing here.
  if (savedValue(quietPath) === undefined) return null;
  const hours = shownValue(quietPath) as typeof usual | null;
  const time = (end: 'from' | 'to') => (
    <Field label={say(`settings.quiet-${end}`)} problem={problemOf(`${quietPath}.${end}`)}>
      {(attributes) => (
        <input
          {...attributes}
          class="input numbers"
          type="time"
          required
          value={hours?.[end]}
          onChange={({ currentTarget: { value } }) =>
            value !== '' && change(quietPath, { ...(hours ?? usual), [end]: value })
          }
        />
      )}
    </Field>
  );
  return (
    <Part title={say('settings.quiet')}>
      <Switch
        label={say('settings.quietLabel')}
        hint={hours === null ? say('settings.quietHint') : say('settings.quietSays', hours)}
        isOn={hours !== null}
        onChange={(isOn) => change(quietPath, isOn ? usual : null)}
      />
      {hours !== null && (
        <div class="settings-row">
          {time('from')}
          {time('to')}
          {savedValue('timeZone') !== undefined && (
            <TextSetting path="timeZone" label={say('settings.timeZone')} hint={say('settings.timeZoneHint')} />
          )}
        </div>
      )}
    </Part>
  );
}

const waitPath = 'inbox.notifyAgentsAfterSeconds';
const waits = [120, 300, 600, 900, 1_800, 3_600];

/** Whether agents are emailed about a visitor who waits, and after which time. */
function AgentsEmailed() {
  // A service that does not know the setting yet has nothing here.
  if (savedValue(waitPath) === undefined) return null;
  const set = [savedValue(waitPath), shownValue(waitPath)].filter((value) => typeof value === 'number');
  const options = [...new Set([...waits, ...set])].sort((one, other) => one - other);
  const after = shownValue(waitPath) as number | null;
  return (
    <Part title={say('settings.waiting')} text={say('settings.waitingText')}>
      <Field
        label={say('settings.waitingLabel')}
        {...(after === null ? {} : { hint: say('settings.waitingHint') })}
        problem={problemOf(waitPath)}
      >
        {(attributes) => (
          <select
            {...attributes}
            class="select"
            value={String(after)}
            onChange={({ currentTarget: { value } }) => change(waitPath, value === 'null' ? null : Number(value))}
          >
            <option value="null" selected={after === null}>
              {say('settings.waitingNever')}
            </option>
            {options.map((option) => (
              <option key={option} value={String(option)} selected={option === after}>
                {say('settings.waitingFor', { time: duration(option) })}
              </option>
            ))}
          </select>
        )}
      </Field>
      {after !== null && shownValue('sender') === null && (
        <p class="problem" role="alert">
          {say('settings.senderNeeded')}{' '}
          <a class="link" href="/inbox/settings/sender">
            {say('settings.sender')}
          </a>
        </p>
      )}
    </Part>
  );
}
