import { palettes, type Scheme } from './tokens.ts';

export interface BrandColors {
  /** The brand's own colour, for areas. */
  readonly brand: string;
  /** Text on such an area: white if that is readable, else black. */
  readonly onBrand: '#ffffff' | '#000000';
  /** The brand's colour for text and links: as near to it as is readable on every surface of the scheme. */
  readonly accent: string;
  /** Around areas in the brand's colour: the colour itself, or the accent where it could not be told from the surface. */
  readonly brandEdge: string;
}

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const readable = 4.5;
const visible = 3;

/**
 * Colours of one scheme that go with a brand's, whatever it is: all text can be read and all borders can be seen.
 * @param brand `#rrggbb`
 */
export function brandColors(brand: string, scheme: Scheme): BrandColors {
  const { ground, surface, raised } = palettes[scheme];
  const accent = readableOn([ground, surface, raised], brand, scheme === 'light' ? 0 : 255);
  return {
    brand,
    onBrand: textOn(brand),
    accent,
    brandEdge: contrast(brand, surface) >= visible ? brand : accent,
  };
}

/** White as long as it is readable: black on a saturated colour looks like a mistake. */
export const textOn = (color: string): '#ffffff' | '#000000' =>
  contrast(color, '#ffffff') >= readable ? '#ffffff' : '#000000';

/** Moves a colour towards black (0) or white (255) until it is readable. */
function readableOn(grounds: readonly string[], color: string, towards: 0 | 255): string {
  const steps = 20;
  for (let step = 0; step < steps; step += 1) {
    const moved = hex(channels(color).map((value) => value + ((towards - value) * step) / steps));
    if (grounds.every((ground) => contrast(moved, ground) >= readable)) return moved;
  }
  return hex([towards, towards, towards]);
}

/** Between two `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const channels = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

const hex = (values: readonly number[]) =>
  `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
