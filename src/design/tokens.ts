/** How everything of ours looks that a person sees: the chat, the pages, the inbox, the emails. One place for each value. */

export type Scheme = 'light' | 'dark';

/** `#rrggbb`. `ink` and `faint` are readable (4.5:1) on `ground`, `surface` and `raised`; a test holds it. */
export interface Palette {
  /** Behind cards and panels. */
  readonly ground: string;
  /** Of cards and panels. */
  readonly surface: string;
  /** Of what stands out on a surface: an agent's message, a field. */
  readonly raised: string;
  readonly ink: string;
  /** Of text that is less important than the rest. */
  readonly faint: string;
  /** Between things; not needed to understand them. */
  readonly line: string;
  /** Around what can be used: a field, a quiet button (3:1). */
  readonly edge: string;
  readonly danger: string;
  /** Somebody is online. */
  readonly online: string;
}

export const palettes: Readonly<Record<Scheme, Palette>> = {
  light: {
    ground: '#f3f4f6',
    surface: '#ffffff',
    raised: '#eff1f4',
    ink: '#1b1f24',
    faint: '#5f6773',
    line: '#d9dde3',
    edge: '#7d8592',
    danger: '#b3261e',
    online: '#16803c',
  },
  dark: {
    ground: '#101214',
    surface: '#1c1f23',
    raised: '#2a2e34',
    ink: '#e8eaed',
    faint: '#a4acb8',
    line: '#3a4048',
    edge: '#7f8894',
    danger: '#ff9c94',
    online: '#5fd38a',
  },
};

/** The brand's colour of accounts that have not set one. */
export const defaultBrand = '#0b7a75';

/** Fonts of the device; emails have the two that every email program has. */
export const fonts = {
  page: 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif',
  email: 'Helvetica,Arial,sans-serif',
} as const;

/** CSS pixels. */
export const sizes = {
  /** Distances, from the narrowest to the widest. */
  space: [4, 8, 12, 16, 24, 32],
  /** Text: notes, small, normal, title. Fields have `normal`, because phones zoom in on smaller ones. */
  text: { note: 12, small: 13, normal: 16, title: 21 },
  radius: { small: 8, normal: 10, large: 16 },
  /** The smallest thing that a finger hits well (WCAG 2.2, 2.5.5). */
  target: 44,
} as const;

export const shadows = {
  /** Of what lies on a page. */
  low: '0 1px 2px rgba(16,18,20,.08),0 2px 8px rgba(16,18,20,.06)',
  /** Of what floats above it. */
  high: '0 2px 6px rgba(16,18,20,.12),0 12px 40px rgba(16,18,20,.2)',
} as const;
