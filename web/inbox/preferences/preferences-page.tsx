import type { Preferences } from '../../../packages/client/src/index.ts';
import { ring } from '../../sound.ts';
import { me } from '../account/me.ts';
import { keyLabel } from '../keys.ts';
import { Button } from '../parts/button.tsx';
import { Field, Switch } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { askForPermission, permission } from '../told/notifications.ts';
import { say, type WordKey } from '../words/language.ts';
import { change } from './change.ts';
import './preferences.css';

/** How the agent likes to work: each change is kept at once. */
export function PreferencesPage() {
  const chosen = me.value?.preferences;
  if (chosen === undefined) return null;
  return (
    <Page title={say('preferences.title')}>
      <div class="preferences">
        <p class="faint">{say('preferences.intro')}</p>
        <Told chosen={chosen} />
        <Writing chosen={chosen} />
        <Status chosen={chosen} />
        <Look chosen={chosen} />
      </div>
    </Page>
  );
}

interface Chosen {
  readonly chosen: Preferences;
}

function Told({ chosen }: Chosen) {
  const { sound, desktopNotifications, notificationPreview, emailNotifications } = chosen;
  return (
    <section class="card">
      <h2 class="card-head">{say('preferences.told')}</h2>
      <div class="card-body">
        <p class="note">{say('preferences.toldAbout')}</p>
        <Switch
          label={say('preferences.sound')}
          hint={say('preferences.soundMeans')}
          isOn={sound}
          onChange={(isOn) => {
            if (isOn) ring();
            void change({ sound: isOn });
          }}
        />
        <Switch
          label={say('preferences.desktop')}
          hint={say('preferences.desktopMeans')}
          isOn={desktopNotifications}
          onChange={(isOn) => {
            if (isOn) void askForPermission();
            void change({ desktopNotifications: isOn });
          }}
        />
        {desktopNotifications && <Permission />}
        <Switch
          label={say('preferences.preview')}
          hint={say('preferences.previewMeans')}
          isOn={notificationPreview}
          isDisabled={!desktopNotifications}
          onChange={(isOn) => void change({ notificationPreview: isOn })}
        />
        <Switch
          label={say('preferences.email')}
          hint={emailMeans()}
          isOn={emailNotifications}
          onChange={(isOn) => void change({ emailNotifications: isOn })}
        />
      </div>
    </section>
  );
}

function emailMeans(): string {
  const address = me.value?.agent.email ?? null;
  return address === null ? say('preferences.emailMissing') : say('preferences.emailMeans', { address });
}

/** What keeps this browser from showing notifications. */
function Permission() {
  switch (permission.value) {
    case 'granted':
      return null;
    case 'default':
      return (
        <div class="preferences-blocked" role="status">
          <p>{say('preferences.notAsked')}</p>
          <Button size="small" onClick={() => void askForPermission()}>
            {say('preferences.allow')}
          </Button>
        </div>
      );
    case 'denied':
      return (
        <p class="preferences-blocked" role="status">
          {say('preferences.blocked')}
        </p>
      );
    case 'unsupported':
      return (
        <p class="preferences-blocked" role="status">
          {say('preferences.unsupported')}
        </p>
      );
    default:
      return permission.value satisfies never;
  }
}

interface SelectProps<Value extends string> {
  readonly label: WordKey;
  readonly hint?: WordKey;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}

function Select<Value extends string>({ label, hint, value, options, onChange }: SelectProps<Value>) {
  return (
    <Field label={say(label)} {...(hint === undefined ? {} : { hint: say(hint) })}>
      {(attributes) => (
        <select
          {...attributes}
          class="select"
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}
        >
          {options.map(([option, text]) => (
            <option key={option} value={option} selected={option === value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const Writing = ({ chosen: { sendWith } }: Chosen) => (
  <section class="card">
    <h2 class="card-head">{say('preferences.writing')}</h2>
    <div class="card-body">
      <Select
        label="preferences.sendWith"
        hint={sendWith === 'enter' ? 'preferences.enterMeans' : 'preferences.modEnterMeans'}
        value={sendWith}
        options={[
          ['enter', say('preferences.enter')],
          ['ctrlEnter', `${keyLabel('sendMessage')[0]} + ${say('preferences.enter')}`],
        ]}
        onChange={(value) => void change({ sendWith: value })}
      />
    </div>
  </section>
);

const awayMinutes = [5, 10, 15, 30, 60, 120];

function Status({ chosen: { awayAfterMinutes } }: Chosen) {
  const minutes = [...new Set([...awayMinutes, awayAfterMinutes ?? 5])].sort((one, other) => one - other);
  return (
    <section class="card">
      <h2 class="card-head">{say('preferences.status')}</h2>
      <div class="card-body">
        <Select
          label="preferences.away"
          hint="preferences.awayMeans"
          value={String(awayAfterMinutes ?? 'never')}
          options={[
            ...minutes.map((count) => [String(count), say('preferences.minutes', { count })] as const),
            ['never', say('preferences.never')] as const,
          ]}
          onChange={(value) => void change({ awayAfterMinutes: value === 'never' ? null : Number(value) })}
        />
      </div>
    </section>
  );
}

const Look = ({ chosen: { locale, colorScheme } }: Chosen) => (
  <section class="card">
    <h2 class="card-head">{say('preferences.look')}</h2>
    <div class="card-body">
      <Select
        label="preferences.language"
        value={locale === null ? '' : locale.toLowerCase().startsWith('fr') ? 'fr' : 'en'}
        options={[
          ['', say('preferences.browserLanguage')],
          ['en', 'English'],
          ['fr', 'Français'],
        ]}
        onChange={(value) => void change({ locale: value === '' ? null : value })}
      />
      <Select
        label="preferences.colors"
        value={colorScheme}
        options={(['system', 'light', 'dark'] as const).map((one) => [one, say(`preferences.${one}`)] as const)}
        onChange={(value) => void change({ colorScheme: value })}
      />
    </div>
  </section>
);
