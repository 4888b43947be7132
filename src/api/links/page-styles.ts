import { buttonColors } from '../../mail/button-colors.ts';

/** The page's own styles, with the brand's colour on its button: light and dark, from a phone's width up. */
export function pageStyles(color: string | null): string {
  const { background, text } = buttonColors(color ?? '#0b7a75');
  return `
:root { color-scheme: light dark; --ground: #f3f4f6; --card: #ffffff; --ink: #1b1f24; --soft: #5f6773; --line: #d9dde3;
  --edge: ${background}; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #101214; --card: #1c1f23; --ink: #e8eaed; --soft: #a4acb8; --line: #3a4048; --edge: #5f6773; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 Helvetica, Arial, system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 34rem; margin: 0 auto; padding: 1.75rem 1.5rem; background: var(--card); border-radius: 10px; }
header { margin: 0 0 1.25rem; color: var(--soft); font-size: .9375rem; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.3; }
h2 { margin: 0 0 .5rem; font-size: 1.0625rem; }
p { margin: 0 0 1.25rem; }
section { margin-top: 1.75rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
form { margin: 0; }
button, a.button { min-height: 2.75rem; max-width: 100%; padding: .625rem 1.25rem; font: inherit; font-weight: 700; cursor: pointer;
  border-radius: 8px; border: 1px solid var(--edge); background: ${background}; color: ${text}; }
a.button { display: inline-block; text-align: center; text-decoration: none; }
button.quiet { font-weight: 400; border-color: var(--soft); background: transparent; color: var(--ink); }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
@media (max-width: 30rem) {
  body { padding: 0; background: var(--card); }
  main { padding: 1.5rem 1.125rem; border-radius: 0; }
  button, a.button { width: 100%; }
}
`;
}
