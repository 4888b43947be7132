import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { brandColors, contrast } from '../../src/design/brand-colors.ts';
import { cssVariables } from '../../src/design/css-variables.ts';
import { palettes, type Scheme } from '../../src/design/tokens.ts';

const schemes: readonly Scheme[] = ['light', 'dark'];
const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the colours of a brand', () => {
  it('can be read and seen, whatever the brand', () => {
    fc.assert(
      fc.property(color, fc.constantFrom(...schemes), (brand, scheme) => {
        const { onBrand, accent, brandEdge } = brandColors(brand, scheme);
        const { ground, surface, raised } = palettes[scheme];
        expect(contrast(onBrand, brand)).toBeGreaterThanOrEqual(4.5);
        for (const under of [ground, surface, raised]) expect(contrast(accent, under)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(brandEdge, surface)).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 200 },
    );
  });

  it('are its own where those can be read', () => {
    const own = { brand: '#0b7a75', onBrand: '#ffffff', accent: '#0b7a75', brandEdge: '#0b7a75' };
    expect(brandColors('#0b7a75', 'light')).toEqual(own);
  });
});

describe('the palettes', () => {
  it.each(schemes)('can be read and seen (%s)', (scheme) => {
    const { ground, surface, raised, ink, faint, danger, online, edge } = palettes[scheme];
    for (const under of [ground, surface, raised]) {
      for (const text of [ink, faint, danger]) expect(contrast(text, under)).toBeGreaterThanOrEqual(4.5);
      for (const mark of [online, edge]) expect(contrast(mark, under)).toBeGreaterThanOrEqual(3);
    }
  });

  it('are told to pages, light and dark', () => {
    const css = cssVariables('#ffd54a');
    expect(css).toContain(':root{--font:');
    expect(css).toContain(':root:not([data-scheme=light]){color-scheme:dark;--ground:#101214;');
    expect(css).toContain('--on-brand:#000000;');
  });
});
