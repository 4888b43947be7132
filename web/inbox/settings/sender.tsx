import { useState } from 'preact/hooks';
import { contrast, textOn } from '../../../src/design/brand-colors.ts';
import { agents } from '../account/agents.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { number } from '../words/format.ts';
import { say } from '../words/language.ts';
import { Part, TextSetting } from './controls.tsx';
import { Ask } from './dialogs.tsx';
import { change, changeCount, problemOf, savedValue, shownValue } from './draft.ts';
import { EmailPreview } from './email-preview.tsx';

/** Settings > Email > Sender and brand: who emails are from, and how they look. */
export const Sender = () => (
  <>
    <Part title={say('settings.senderTitle')}>
      <div class="settings-row">
        <TextSetting path="sender.name" label={say('settings.senderName')} hint={say('settings.senderNameHint')} />
        <TextSetting
          path="sender.address"
          type="email"
          label={say('settings.senderAddress')}
          hint={say('settings.senderAddressHint')}
        />
      </div>
      <TestMail />
    </Part>
    <Part title={say('settings.brand')}>
      <div class="settings-row">
        <TextSetting
          path="brand.siteUrl"
          type="url"
          isOptional
          label={say('settings.siteUrl')}
          hint={say('settings.siteUrlHint')}
          placeholder="https://"
        />
        <TextSetting
          path="brand.logoUrl"
          type="url"
          isOptional
          label={say('settings.logoUrl')}
          hint={say('settings.logoUrlHint')}
          placeholder="https://"
        />
        <TextSetting path="locale" label={say('settings.locale')} hint={say('settings.localeHint')} />
        <Color />
      </div>
    </Part>
    <Part title={say('settings.preview')}>
      <EmailPreview shows={isColor(shownValue('brand.color')) ? { color: String(shownValue('brand.color')) } : {}} />
    </Part>
  </>
);

const isColor = (value: unknown) => /^#[0-9a-f]{6}$/i.test(String(value));
/** WCAG 2.2, 1.4.11: of what can be told from its background. */
const visible = 3;

function Color() {
  const path = 'brand.color';
  const color = String(shownValue(path) ?? '');
  const onWhite = isColor(color) ? contrast(color, '#ffffff') : null;
  return (
    <div class="field">
      <Field label={say('settings.color')} problem={problemOf(path)} hint={say('settings.colorHint')}>
        {(attributes) => (
          <span class="color-field">
            <input
              type="color"
              aria-label={say('settings.colorPick')}
              value={isColor(color) ? color : '#000000'}
              onInput={({ currentTarget: { value } }) => change(path, value)}
            />
            <input
              {...attributes}
              class="input numbers"
              type="text"
              value={color}
              onInput={({ currentTarget: { value } }) => change(path, value)}
            />
          </span>
        )}
      </Field>
      {onWhite !== null && (
        <p class="settings-actions small">
          <span class="color-sample" style={{ background: color, color: textOn(color) }}>
            {say('settings.colorSample')}
          </span>
          <Badge tone={onWhite < visible ? 'warn' : 'good'}>
            {say(onWhite < visible ? 'settings.colorFaint' : 'settings.colorGood', {
              ratio: number(Math.floor(onWhite * 10) / 10),
            })}
          </Badge>
        </p>
      )}
    </div>
  );
}

/** Why the service itself sends no test email, by what is set; else the provider's words say why. */
function ownReason(): string | null {
  if (savedValue('sender') === null) return say('settings.testNoSender');
  return savedValue('delivery.paused') === true ? say('settings.testPaused') : null;
}

function TestMail() {
  const [isAsked, setAsked] = useState(false);
  const [answer, setAnswer] = useState<{ readonly tone: 'good' | 'warn' | 'bad'; readonly text: string } | null>(null);
  const own = agents.value.get(me.value?.agent.id ?? '')?.email ?? '';
  const [to, setTo] = useState(own);

  async function send(): Promise<void> {
    const { result, detail, to: sentTo } = await client.settings.testEmail({ to });
    const values = { to: sentTo, why: ownReason() ?? detail ?? '' };
    if (result === 'accepted') setAnswer({ tone: 'good', text: say('settings.testAccepted', values) });
    if (result === 'refused') setAnswer({ tone: 'bad', text: say('settings.testRefused', values) });
    if (result === 'unknown') setAnswer({ tone: 'warn', text: say('settings.testUnknown', values) });
  }

  return (
    <div class="settings-actions" role="status">
      <Button icon="send" disabled={changeCount.value > 0} onClick={() => setAsked(true)}>
        {say('settings.test')}
      </Button>
      {changeCount.value > 0 && <span class="faint small">{say('settings.saveFirst')}</span>}
      {answer !== null && <Badge tone={answer.tone}>{answer.text}</Badge>}
      {isAsked && (
        <Ask title={say('settings.test')} does={say('settings.testSend')} run={send} onClose={() => setAsked(false)}>
          {(problemOf) => (
            <>
              <p>{say('settings.testText')}</p>
              <Field label={say('settings.testTo')} problem={problemOf('to')}>
                {(attributes) => (
                  <input
                    {...attributes}
                    class="input"
                    type="email"
                    required
                    value={to}
                    onInput={({ currentTarget: { value } }) => setTo(value)}
                  />
                )}
              </Field>
            </>
          )}
        </Ask>
      )}
    </div>
  );
}
