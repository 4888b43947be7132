/**
 * Text and background of a button in the brand's colour; the text is white if that is readable, else black (WCAG 2.2,
 * 1.4.3).
 */
export function buttonColors(brand: string): { readonly background: string; readonly text: '#ffffff' | '#000000' } {
  const luminance = relativeLuminance(brand);
  const onWhite = 1.05 / (luminance + 0.05);
  const onBlack = (luminance + 0.05) / 0.05;
  // White is used as long as it is readable: black on a saturated colour looks like a mistake.
  return { background: brand, text: onWhite >= 4.5 || onWhite >= onBlack ? '#ffffff' : '#000000' };
}

/** The luminance of `#rrggbb` as WCAG defines it: 0 is black, 1 is white. */
function relativeLuminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
