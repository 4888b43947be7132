import type { BrowserContextOptions } from 'playwright-core';

export interface View {
  readonly name: string;
  readonly options: BrowserContextOptions;
}

const devices = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>;

/** How each page is looked at. */
export const views: readonly View[] = (['phone', 'desktop'] as const).flatMap((device) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    name: `${device}-${colorScheme}`,
    options: { ...devices[device], colorScheme, locale: 'en-GB', reducedMotion: 'reduce' as const },
  })),
);
