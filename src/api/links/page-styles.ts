import { cssVariables } from '../../design/css-variables.ts';

/** The page's own styles, with the brand's colour on its button: light and dark, from a phone's width up. */
export function pageStyles(color: string | null): string {
  return `${cssVariables(color)}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
  font: var(--text)/1.5 var(--font); overflow-wrap: anywhere; }
main { max-width: 34rem; margin: 0 auto; padding: 1.75rem 1.5rem; background: var(--surface); border-radius: var(--radius); }
header { margin: 0 0 1.25rem; color: var(--faint); font-size: .9375rem; }
h1 { margin: 0 0 1rem; font-size: var(--text-title); line-height: 1.3; }
h2 { margin: 0 0 .5rem; font-size: 1.0625rem; }
p { margin: 0 0 1.25rem; }
section { margin-top: 1.75rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
form { margin: 0; }
button, a.button { min-height: var(--target); max-width: 100%; padding: .625rem 1.25rem; font: inherit; font-weight: 700; cursor: pointer;
  border-radius: var(--radius-small); border: 1px solid var(--brand-edge); background: var(--brand); color: var(--on-brand); }
a.button { display: inline-block; text-align: center; text-decoration: none; }
small { display: block; margin-top: .375rem; color: var(--faint); font-size: .875rem; }
button.quiet { font-weight: 400; border-color: var(--edge); background: transparent; color: var(--ink); }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
@media (max-width: 30rem) {
  body { padding: 0; background: var(--surface); }
  main { padding: 1.5rem 1.125rem; border-radius: 0; }
  button, a.button { width: 100%; }
}
`;
}
