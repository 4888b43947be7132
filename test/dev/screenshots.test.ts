import { describe, expect, it } from '@jest/globals';
import { readScreenshotOptions, screenshotsHelp } from '../../dev/screenshots/options.ts';

describe('npm run screenshots', () => {
  it('writes to a folder of its own, and leaves the pictures of the README alone unless it is asked for them', () => {
    expect(readScreenshotOptions([])).toEqual({ out: 'screenshots', best: false, help: false });
    expect(readScreenshotOptions(['--out', '/tmp/pictures', '--best'])).toMatchObject({
      out: '/tmp/pictures',
      best: true,
    });
  });

  it('says what is wrong with its options, and explains each of them', () => {
    expect(() => readScreenshotOptions(['--all'])).toThrow(/'--all'/);
    expect(() => readScreenshotOptions(['phone'])).toThrow(/'phone'/);
    expect(() => readScreenshotOptions(['--out'])).toThrow(/--out/);
    for (const name of Object.keys(readScreenshotOptions(['-h']))) expect(screenshotsHelp).toContain(`--${name}`);
  });
});
