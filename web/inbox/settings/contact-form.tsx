import { Switch } from '../parts/field.tsx';
import { say } from '../words/language.ts';
import { Part, SelectSetting, SwitchSetting } from './controls.tsx';
import { change, shownValue } from './draft.ts';

/** Settings > Inbox > Contact form: when a visitor whose address is not known is asked for it. */
export const ContactForm = () => (
  <>
    <Part title={say('settings.whenOffline')}>
      <Switch
        label={say('settings.onlyOnceFilledIn')}
        hint={say('settings.onlyOnceFilledInHint')}
        isOn={shownValue('contactForm.offline') === 'required'}
        onChange={(isOn) => change('contactForm.offline', isOn ? 'required' : 'optional')}
      />
      {shownValue('contactForm.offline') !== 'required' && <Rule path="contactForm.offline" />}
    </Part>
    <Part title={say('settings.whenOnline')}>
      <Switch
        label={say('settings.onlyOnceFilledInOnline')}
        hint={say('settings.onlyOnceFilledInOnlineHint')}
        isOn={shownValue('contactForm.online') === 'required'}
        onChange={(isOn) => change('contactForm.online', isOn ? 'required' : 'optional')}
      />
      {shownValue('contactForm.online') !== 'required' && <Rule path="contactForm.online" />}
    </Part>
    <Part title={say('settings.fromMessages')}>
      <SwitchSetting
        path="identity.captureEmailFromMessages"
        label={say('settings.capture')}
        hint={say('settings.captureHint')}
      />
    </Part>
  </>
);

const Rule = ({ path }: { readonly path: string }) => (
  <SelectSetting
    path={path}
    label={say('settings.formOtherwise')}
    options={[
      { value: 'optional', label: say('settings.formOptional') },
      { value: 'off', label: say('settings.formOff') },
    ]}
  />
);
