import type { CSSProperties } from 'react';
import type { Direction } from './direction.ts';

const faint = '#5f6773';

/** Inline, because not every email program reads a style sheet; short, because they are repeated for each message. */
export const inline = {
  page: { backgroundColor: '#f3f4f6', padding: '24px 8px', fontFamily: 'Helvetica,Arial,sans-serif', color: '#1b1f24' },
  card: { backgroundColor: '#ffffff', maxWidth: '600px', padding: '28px 24px', borderRadius: '10px' },
  marker: { margin: '0 0 20px', fontSize: '12px', lineHeight: '16px', color: faint },
  company: { margin: '0 0 20px', fontSize: '15px', lineHeight: '20px', color: faint },
  logo: { display: 'block', maxHeight: '40px', width: 'auto', maxWidth: '200px', margin: '0 0 20px' },
  title: { margin: '0 0 16px', fontSize: '21px', lineHeight: '28px', fontWeight: 700, wordBreak: 'break-word' },
  note: { margin: '0 0 16px', fontSize: '15px', lineHeight: '22px' },
  day: { margin: '20px 0 4px', fontSize: '13px', lineHeight: '18px', color: faint },
  mark: { margin: '20px 0 4px', fontSize: '13px', lineHeight: '18px', fontWeight: 700 },
  who: { margin: '14px 0 2px', fontSize: '13px', lineHeight: '18px' },
  words: { margin: '0', fontSize: '16px', lineHeight: '24px', wordBreak: 'break-word', whiteSpace: 'pre-wrap' },
  file: { margin: '6px 0 0', fontSize: '14px', lineHeight: '20px', wordBreak: 'break-word' },
  image: { maxWidth: '100%', height: 'auto', border: '0', borderRadius: '6px' },
  button: { padding: '13px 22px', borderRadius: '8px', fontSize: '16px', fontWeight: 700, margin: '28px 0 4px' },
  footer: { margin: '8px 0 0', fontSize: '13px', lineHeight: '19px', color: faint, wordBreak: 'break-word' },
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
@media (prefers-color-scheme:dark){body,.page>table>tbody>tr>td{background-color:#101214!important;color:#e8eaed!important}
.card{background-color:#1c1f23!important;color:#e8eaed!important}
.faint,.faint a{color:#a4acb8!important}.rule{border-color:#3a4048!important}.button{border-color:#5f6773!important}}`;
