import { brandColors } from './brand-colors.ts';
import { defaultBrand, fonts, palettes, type Scheme, shadows, sizes } from './tokens.ts';

/**
 * The tokens as CSS variables: `--ground`, `--surface`, `--raised`, `--ink`, `--faint`, `--line`, `--edge`, `--danger`,
 * `--online`, `--brand`, `--on-brand`, `--accent`, `--brand-edge`, `--font`, `--space-1` to `--space-6`, `--text-note`,
 * `--text-small`, `--text`, `--text-title`, `--radius-small`, `--radius`, `--radius-large`, `--target`, `--shadow-low`
 * and `--shadow-high`. Text grows with the size that the reader has set. Light or dark is as the device has it, unless
 * the root element says `data-scheme="light"` or `"dark"`.
 * @param brand `#rrggbb`; null: ours
 */
export function cssVariables(brand: string | null): string {
  const colors = (scheme: Scheme) => {
    const { onBrand, brandEdge, ...rest } = brandColors(brand ?? defaultBrand, scheme);
    return { ...palettes[scheme], ...rest, 'on-brand': onBrand, 'brand-edge': brandEdge };
  };
  const sizes = sizeVariables((value) => `${value / 16}rem`);
  return `${rule(':root', sizes)}\n${schemes(':root', colors)}\n`;
}

/**
 * The same for what is embedded in other people's pages: sizes to be put into the style sheet as they are, in pixels,
 * because a page's `rem` may be anything; and the colours of an element that gets the brand's, which are not known when
 * this is called, from `--light-accent`, `--dark-accent` and so on.
 */
export function embeddedVariables(selector: string) {
  const colors = (scheme: Scheme) => {
    // What is embedded lies on the page, and shows who is online on the brand's colour.
    const { ground: _ground, online: _online, ...shown } = palettes[scheme];
    return { ...shown, accent: `var(--${scheme}-accent)`, 'brand-edge': `var(--${scheme}-edge)` };
  };
  return { sizes: sizeVariables(pixels), colors: schemes(selector, colors) };
}

type Values = Readonly<Record<string, string>>;

function schemes(selector: string, values: (scheme: Scheme) => Values): string {
  const colors = (scheme: Scheme) => ({
    'color-scheme': scheme,
    ...prefixed(values(scheme)),
  });
  const dark = rule(`${selector}:not([data-scheme=light])`, colors('dark'));
  return [
    rule(selector, colors('light')),
    `@media (prefers-color-scheme:dark){${dark}}`,
    rule(`${selector}[data-scheme=dark]`, colors('dark')),
  ].join('\n');
}

const pixels = (value: number) => `${value}px`;

const sizeVariables = (text: (value: number) => string): Values =>
  prefixed({
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

const prefixed = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, value]));

const rule = (selector: string, values: Values) =>
  `${selector}{${Object.entries(values)
    .map(([name, value]) => `${name}:${value};`)
    .join('')}}`;
