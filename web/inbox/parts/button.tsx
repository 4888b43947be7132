import type { ButtonHTMLAttributes, ComponentChildren, Ref } from 'preact';
import { ariaKeys, type KeyName, keyLabel } from '../keys.ts';
import { Icon, type IconName } from './icons.tsx';

interface ButtonProps extends Omit<ButtonHTMLAttributes, 'icon' | 'size' | 'label'> {
  readonly kind?: 'normal' | 'primary' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'small';
  readonly icon?: IconName;
  /** Of a button with an icon alone: its name, which is also shown when one points at it. */
  readonly label?: string;
  readonly shortcut?: KeyName;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  readonly children?: ComponentChildren;
}

export function Button(props: ButtonProps) {
  const { kind = 'normal', size = 'normal', icon, label, shortcut, buttonRef, children, class: more, ...rest } = props;
  const hint = shortcut === undefined ? '' : ` (${keyLabel(shortcut).join(' ')})`;
  const classes = ['button', kind, size, children === undefined ? 'square' : '', more].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      {...rest}
      {...(buttonRef === undefined ? {} : { ref: buttonRef })}
      class={classes}
      aria-label={label}
      title={label === undefined ? rest.title : `${label}${hint}`}
      aria-keyshortcuts={shortcut === undefined ? undefined : ariaKeys(shortcut)}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}
