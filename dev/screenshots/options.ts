import { parseArgs } from 'node:util';

export interface ScreenshotOptions {
  readonly out: string;
  /** Whether the pictures of the README and of docs/tour.md are renewed. */
  readonly best: boolean;
  readonly help: boolean;
}

export const screenshotsHelp = `npm run screenshots [-- options]: takes pictures of everything that visitors and agents see

  --out FOLDER   where the pictures go (default: screenshots/)
  --best         also renew the pictures of the README and of docs/tour.md (docs/images)
  --help         show this text

The steps of docs/tour.md; and, each on a phone and on a desktop, light and dark: the chat in each of its states, the demo
site, the mailbox, an email, one to an agent, the unsubscribe page, and the pages of the inbox. A stack is started for this and ended
afterwards.`;

/** Throws an Error with a one-line message for unknown options. */
export function readScreenshotOptions(args: readonly string[]): ScreenshotOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string', default: 'screenshots' },
      best: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}
