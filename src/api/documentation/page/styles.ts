/** The page's own styles: light and dark, from a phone's width up. */
export const styles = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f4f6f6; --ink: #1b2426; --soft: #566367; --line: #d9dfe0; --accent: #0a6b66;
  --get: #1f5f99; --put: #8a5a00; --post: #16703c; --patch: #7a4a9c; --delete: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #13191b; --raised: #1c2427; --ink: #e4eaeb; --soft: #9caaae; --line: #313c40; --accent: #5cc8bf;
    --get: #7ab8f0; --put: #e0b45c; --post: #6fcf97; --patch: #c9a1e8; --delete: #f2938c;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; overflow-x: auto;
  margin: .5rem 0 1rem; line-height: 1.45; }
pre code { overflow-wrap: normal; }
.layout { display: grid; grid-template-columns: 17rem minmax(0, 1fr); max-width: 76rem; margin: 0 auto; }
.contents { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2rem 1rem 2rem 1.5rem;
  font-size: .875rem; line-height: 1.4; }
.contents-phone { display: none; }
.contents ul, .contents-phone ul { list-style: none; margin: 0; padding: 0; }
.contents > ul > li, .contents-phone > ul > li { margin-bottom: .9rem; font-weight: 600; }
.contents li li, .contents-phone li li { font-weight: 400; margin-top: .25rem; }
.contents a, .contents-phone a { text-decoration: none; color: inherit; }
.contents li li a, .contents-phone li li a { color: var(--soft); }
.contents a:hover { color: var(--accent); }
main { padding: 2rem 2rem 6rem; min-width: 0; }
h1 { font-size: 1.75rem; margin: 0; }
h1 small { font-size: .9rem; font-weight: 400; color: var(--soft); margin-left: .5rem; }
h2 { font-size: 1.4rem; margin: 3.5rem 0 .25rem; padding-top: 1rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.1rem; margin: 2.75rem 0 .25rem; }
h4 { font-size: .875rem; margin: 1.25rem 0 .25rem; color: var(--soft); }
p { margin: .5rem 0; max-width: 46rem; }
.call { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; margin: .25rem 0; }
.method { font-weight: 700; }
.method.get { color: var(--get); } .method.put { color: var(--put); } .method.post { color: var(--post); }
.method.patch { color: var(--patch); } .method.delete { color: var(--delete); }
.scope { color: var(--soft); font-size: .875rem; }
h3 a, h2 a { color: inherit; text-decoration: none; }
h3 a:hover, h2 a:hover { text-decoration: underline; }
table { border-collapse: collapse; width: 100%; margin: .25rem 0 1rem; font-size: .9375rem; }
th { text-align: left; font-size: .8125rem; font-weight: 600; color: var(--soft); }
th, td { padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:last-child, th:last-child { padding-right: 0; }
.fields td:first-child { width: 30%; } .fields td:nth-child(2) { width: 28%; color: var(--soft); }
.problems td:first-child { width: 3.5rem; } .problems td:nth-child(2) { width: 12rem; }
.needed { color: var(--delete); font-size: .8125rem; white-space: nowrap; }
.soft { color: var(--soft); }
summary { cursor: pointer; color: var(--accent); font-size: .9375rem; padding: .25rem 0; }
@media (max-width: 50rem) {
  .layout { display: block; }
  .contents { display: none; }
  .contents-phone { display: block; margin: 1rem 0; padding: .25rem .75rem; border: 1px solid var(--line); border-radius: 6px; }
  .contents-phone a { display: block; padding: .3rem 0; }
  main { padding: 1.25rem 1rem 4rem; }
  table, tbody { display: block; }
  thead { display: none; }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  td, .fields td:first-child, .fields td:nth-child(2), .problems td:first-child, .problems td:nth-child(2) {
    display: block; width: auto; border: 0; padding: .05rem 0; }
  td:empty { display: none; }
  .problems td:first-child, .problems td:nth-child(2), .fields td:first-child, .fields td:nth-child(2) {
    display: inline; padding-right: .5rem; }
}
`;
