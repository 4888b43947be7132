import type { CSSProperties } from 'react';
import { fonts, palettes, sizes } from '../design/tokens.ts';
import type { Direction } from './direction.ts';

/** Literal values, because email programs know no CSS variables. */
const { light, dark } = palettes;
const faint = light.faint;
const px = (value: number) => `${value}px`;

/** Inline, because not every email program reads a style sheet; short, because they are repeated for each message. */
export const inline = {
  page: { backgroundColor: light.ground, padding: '24px 8px', fontFamily: fonts.email, color: light.ink },
  card: {
    backgroundColor: light.surface,
    maxWidth: '600px',
    padding: '28px 24px',
    borderRadius: px(sizes.radius.normal),
  },
  marker: { margin: '0 0 20px', fontSize: px(sizes.text.note), lineHeight: '16px', color: faint },
  company: { margin: '0 0 20px', fontSize: '15px', lineHeight: '20px', color: faint },
  logo: { display: 'block', maxHeight: '40px', width: 'auto', maxWidth: '200px', margin: '0 0 20px' },
  title: {
    margin: '0 0 16px',
    fontSize: px(sizes.text.title),
    lineHeight: '28px',
    fontWeight: 700,
    wordBreak: 'break-word',
  },
  note: { margin: '0 0 16px', fontSize: '15px', lineHeight: '22px' },
  day: { margin: '20px 0 4px', fontSize: px(sizes.text.small), lineHeight: '18px', color: faint },
  mark: { margin: '20px 0 4px', fontSize: px(sizes.text.small), lineHeight: '18px', fontWeight: 700 },
  who: { margin: '14px 0 2px', fontSize: px(sizes.text.small), lineHeight: '18px' },
  words: {
    margin: '0',
    fontSize: px(sizes.text.normal),
    lineHeight: '24px',
    wordBreak: 'break-word',
    whiteSpace: 'pre-wrap',
  },
  file: { margin: '6px 0 0', fontSize: '14px', lineHeight: '20px', wordBreak: 'break-word' },
  image: { maxWidth: '100%', height: 'auto', border: '0', borderRadius: '6px' },
  button: {
    padding: '13px 22px',
    borderRadius: px(sizes.radius.small),
    fontSize: px(sizes.text.normal),
    fontWeight: 700,
    margin: '28px 0 4px',
  },
  footer: {
    margin: '8px 0 0',
    fontSize: px(sizes.text.small),
    lineHeight: '19px',
    color: faint,
    wordBreak: 'break-word',
  },
  footerLink: { color: faint, textDecoration: 'underline' },
} as const satisfies Record<string, CSSProperties>;

export const dimmed: CSSProperties = { color: faint };

/** The line in the brand's colour along the side where the new replies' lines begin. */
export const newsEdge = (color: string, direction: Direction): CSSProperties =>
  direction === 'rtl'
    ? { borderRight: `3px solid ${color}`, paddingRight: '14px' }
    : { borderLeft: `3px solid ${color}`, paddingLeft: '14px' };

/** For email programs that read style sheets: dark colours on devices in dark mode, narrower margins on phones. */
export const styleSheet = `body{margin:0}
:root{color-scheme:light dark;supported-color-schemes:light dark}
.words a{color:inherit}
.words,.card{overflow-wrap:anywhere}
@media (max-width:480px){.page>table>tbody>tr>td{padding:0!important}.card,.card>tbody>tr>td{border-radius:0!important}.card>tbody>tr>td{padding:24px 18px!important}}
@media (prefers-color-scheme:dark){body,.page>table>tbody>tr>td{background-color:${dark.ground}!important;color:${dark.ink}!important}
.card{background-color:${dark.surface}!important;color:${dark.ink}!important}
.faint,.faint a{color:${dark.faint}!important}.rule{border-color:${dark.line}!important}.button{border-color:${dark.edge}!important}}`;
