import type { ComponentProps } from 'preact';
import type { Person } from '../chat.ts';

/** Drawn on a grid of 24 by 24. */
const paths = {
  cross: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  paper: 'M14 3H6v18h12V7zm0 0v4h4',
  clip: 'M20 11l-8 8a5 5 0 01-7-7l8-8a3 3 0 014 4l-8 8a1 1 0 01-2-2l7-7',
  plane: 'M12 20V5M6 11l6-6 6 6',
};

/** In the colour of the text. */
export const Icon = ({ of }: { readonly of: keyof typeof paths }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[of]} />
  </svg>
);

/** A button that is a picture, with a name to be read out. */
export const IconButton = ({
  of,
  label,
  ...rest
}: {
  readonly of: keyof typeof paths;
  readonly label: string;
} & ComponentProps<'button'>) => (
  <button type="button" class="icon" aria-label={label} {...rest}>
    <Icon of={of} />
  </button>
);

/** A person's picture, or the first letter of their name. The name stands beside it, so it says nothing itself. */
export const Face = ({ person: { name, avatarUrl } }: { readonly person: Person }) => (
  <span class="face" aria-hidden="true">
    {avatarUrl ? <img src={avatarUrl} alt="" referrerpolicy="no-referrer" /> : [...name][0]}
  </span>
);
