import type { ComponentChildren } from 'preact';

const Icon = ({ children }: { readonly children: ComponentChildren }) => (
  <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    {children}
  </svg>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="11" cy="11" r="6.5" />
    <path d="m16 16 4.5 4.5" />
  </Icon>
);
export const BackIcon = () => (
  <Icon>
    <path d="M15 5l-7 7 7 7" />
  </Icon>
);
export const ClipIcon = () => (
  <Icon>
    <path d="M20 11.5 12.3 19a4.6 4.6 0 0 1-6.6-6.5l8-7.9a3.1 3.1 0 0 1 4.4 4.4l-7.8 7.6a1.5 1.5 0 0 1-2.2-2.1l7-6.9" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
);
export const PhoneIcon = () => (
  <Icon>
    <rect x="7" y="3" width="10" height="18" rx="2.5" />
    <path d="M11 18h2" />
  </Icon>
);
export const DesktopIcon = () => (
  <Icon>
    <rect x="3" y="4.5" width="18" height="12" rx="2" />
    <path d="M9 20h6M12 16.5V20" />
  </Icon>
);
export const PictureIcon = () => (
  <Icon>
    <rect x="3.5" y="5" width="17" height="14" rx="2" />
    <circle cx="9" cy="10" r="1.6" />
    <path d="m5 18 5-5 3 3 3-3 4 4" />
  </Icon>
);
export const BoltIcon = () => (
  <Icon>
    <path d="M13 3 5 13.5h6L10 21l8-10.5h-6z" />
  </Icon>
);
export const ReplyIcon = () => (
  <Icon>
    <path d="M10 6 4 12l6 6M4.5 12H14a6 6 0 0 1 6 6v.5" />
  </Icon>
);
export const EnvelopeIcon = () => (
  <svg class="picture" viewBox="0 0 96 72" width="96" height="72" aria-hidden="true">
    <rect x="2" y="2" width="92" height="68" rx="10" />
    <path d="m6 10 36 30a9 9 0 0 0 12 0l36-30" />
  </svg>
);
