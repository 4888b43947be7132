import { brandColors } from './brand-colors.ts';
import { defaultBrand, fonts, palettes, type Scheme, shadows, sizes } from './tokens.ts';

/**
 * The tokens as CSS variables: `--ground`, `--surface`, `--raised`, `--ink`, `--faint`, `--line`, `--edge`, `--danger`,
 * `--online`, `--brand`, `--on-brand`, `--accent`, `--brand-edge`, `--font`, `--space-1` to `--space-6`, `--text-note`,
 * `--text-small`, `--text`, `--text-title`, `--radius-small`, `--radius`, `--radius-large`, `--target`, `--shadow-low`
 * and `--shadow-high`. Light or dark is as the device has it, unless the element says `data-scheme="light"` or `"dark"`.
 * @param brand `#rrggbb`; null: ours
 * @param of the element that has the variables; and in which unit text is: `rem` grows with the size that the reader
 * has set, `px` is for what is embedded in other people's pages, whose `rem` may be anything
 */
export function cssVariables(
  brand: string | null,
  { selector = ':root', unit = 'rem' }: { readonly selector?: string; readonly unit?: 'rem' | 'px' } = {},
): string {
  const colors = (scheme: Scheme) => colorVariables(brand ?? defaultBrand, scheme);
  return `${selector}{${sizeVariables(unit)}${colors('light')}}
@media (prefers-color-scheme:dark){${selector}:not([data-scheme=light]){${colors('dark')}}}
${selector}[data-scheme=dark]{${colors('dark')}}
`;
}

function colorVariables(brand: string, scheme: Scheme): string {
  const { onBrand, brandEdge, ...rest } = brandColors(brand, scheme);
  const colors = { ...palettes[scheme], ...rest, 'on-brand': onBrand, 'brand-edge': brandEdge };
  return `color-scheme:${scheme};${variables(colors)}`;
}

const pixels = (value: number) => `${value}px`;

function sizeVariables(unit: 'rem' | 'px'): string {
  const text = (value: number) => (unit === 'px' ? pixels(value) : `${value / 16}rem`);
  return variables({
    font: fonts.page,
    ...Object.fromEntries(sizes.space.map((value, index) => [`space-${index + 1}`, pixels(value)])),
    'text-note': text(sizes.text.note),
    'text-small': text(sizes.text.small),
    text: text(sizes.text.normal),
    'text-title': text(sizes.text.title),
    'radius-small': pixels(sizes.radius.small),
    radius: pixels(sizes.radius.normal),
    'radius-large': pixels(sizes.radius.large),
    target: pixels(sizes.target),
    'shadow-low': shadows.low,
    'shadow-high': shadows.high,
  });
}

function variables(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `--${name}:${value};`)
    .join('');
}
