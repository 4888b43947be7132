import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Field, Switch } from '../parts/field.tsx';
import { say } from '../words/language.ts';
import { change, problemOf, shownValue } from './draft.ts';
import type { SettingPath } from './patch.ts';

interface ControlProps {
  readonly path: SettingPath;
  readonly label: string;
  readonly hint?: string;
}

interface SelectProps<Value extends string> extends ControlProps {
  readonly options: readonly { readonly value: Value; readonly label: string }[];
}

/** A setting that is one of a few. */
export const SelectSetting = <Value extends string>({ path, label, hint, options }: SelectProps<Value>) => (
  <Field label={label} {...(hint === undefined ? {} : { hint })} problem={problemOf(path)}>
    {(attributes) => (
      <select
        {...attributes}
        class="select"
        value={String(shownValue(path))}
        onChange={({ currentTarget }) => change(path, currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === shownValue(path)}>
            {option.label}
          </option>
        ))}
      </select>
    )}
  </Field>
);

interface TextProps extends ControlProps {
  readonly type?: 'text' | 'email' | 'url';
  readonly placeholder?: string;
  /** What an empty field means: that nothing is set, for settings that may be null. */
  readonly isOptional?: true;
}

// Written out, because the types of an input's attributes depend on which type it has.
const typed = { text: { type: 'text' }, email: { type: 'email' }, url: { type: 'url' } } as const;

/** A setting that is a text. */
export const TextSetting = ({ path, label, hint, type = 'text', placeholder, isOptional }: TextProps) => (
  <Field label={label} {...(hint === undefined ? {} : { hint })} problem={problemOf(path)}>
    {(attributes) => (
      <input
        {...attributes}
        class="input"
        {...typed[type]}
        placeholder={placeholder}
        value={String(shownValue(path) ?? '')}
        onInput={({ currentTarget: { value } }) => change(path, value === '' && isOptional ? null : value)}
      />
    )}
  </Field>
);

interface NumberProps extends ControlProps {
  readonly unit: string;
  /** How many of what is stored make one of what is shown: 60 for a setting in seconds that is shown in minutes. */
  readonly per?: number;
}

/** A setting that is a number, with its unit behind it. */
export function NumberSetting({ path, label, hint, unit, per = 1 }: NumberProps) {
  const shown = Number(shownValue(path)) / per;
  // What is being written, such as "1.", is no number yet.
  const [written, setWritten] = useState<string | null>(null);
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })} problem={problemOf(path)}>
      {(attributes) => (
        <span class="with-unit">
          <input
            {...attributes}
            class="input numbers"
            type="number"
            inputMode="decimal"
            min={0}
            step="any"
            value={written ?? String(Math.round(shown * 100) / 100)}
            onInput={({ currentTarget: { value, valueAsNumber } }) => {
              setWritten(value);
              if (!Number.isNaN(valueAsNumber)) change(path, Math.round(valueAsNumber * per));
            }}
            onBlur={() => setWritten(null)}
          />
          <span>{unit}</span>
        </span>
      )}
    </Field>
  );
}

/** A setting in seconds, which people think of in minutes. */
export const MinutesSetting = (props: ControlProps) => (
  <NumberSetting {...props} unit={say('settings.minutes')} per={60} />
);

export const SwitchSetting = ({ path, label, hint }: ControlProps) => (
  <Switch
    label={label}
    {...(hint === undefined ? {} : { hint })}
    isOn={shownValue(path) === true}
    onChange={(isOn) => change(path, isOn)}
  />
);

interface PartProps {
  readonly title: string;
  readonly text?: string;
  readonly children: ComponentChildren;
}

/** Settings that belong together, below their heading. */
export const Part = ({ title, text, children }: PartProps) => (
  <section class="settings-part">
    <h3>{title}</h3>
    {text !== undefined && <p class="faint">{text}</p>}
    {children}
  </section>
);
