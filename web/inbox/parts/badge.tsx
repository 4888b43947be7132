import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

/** How good or bad something is, for colours; the words beside it say the same. */
export type Tone = 'quiet' | 'good' | 'warn' | 'bad' | 'accent';

interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly title?: string;
  readonly children: ComponentChildren;
}

export const Badge = ({ tone = 'quiet', icon, title, children }: BadgeProps) => (
  <span class={`badge ${tone}`} title={title}>
    {icon !== undefined && <Icon name={icon} />}
    <span class="cut">{children}</span>
  </span>
);
