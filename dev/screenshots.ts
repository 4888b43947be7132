import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { launchOptions } from './chromium.ts';
import { stopSignal } from './example/stop-signal.ts';
import { galleryStates, hangGallery, visitGallery } from './gallery.ts';
import { type OwnStack, startOwnStack } from './own-stack.ts';
import { keepBest } from './screenshots/best.ts';
import { readScreenshotOptions, type ScreenshotOptions, screenshotsHelp } from './screenshots/options.ts';
import { playStory, type Story, scenes } from './screenshots/story.ts';
import { playTour } from './screenshots/tour.ts';
import { type View, views } from './screenshots/views.ts';

process.exitCode = await main(process.argv.slice(2));
process.exit();

/** `npm run screenshots`: pictures of everything that visitors and agents see. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let options: ScreenshotOptions;
  try {
    options = readScreenshotOptions(args);
  } catch (error) {
    console.error(`afterchat: ${error instanceof Error ? error.message : error}`);
    return 2;
  }
  if (options.help) {
    console.log(screenshotsHelp);
    return 0;
  }
  const stop = stopSignal();
  const ended = new Promise<null>((resolve) => stop.signal.addEventListener('abort', () => resolve(null)));
  const running = started();
  try {
    const count = await Promise.race([takeAll(options, running, stop.signal), ended]);
    if (count === null) return stop.exitCode();
    console.log(`${count} pictures are in ${options.out}`);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return stop.exitCode();
    console.error(`afterchat: ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    await running.stop();
  }
}

/** What must end with us, also if it is only just starting. */
function started() {
  const starting: Promise<{ stop(): Promise<unknown> }>[] = [];
  const alsoStops = <T extends { stop(): Promise<unknown> }>(begun: Promise<T>): Promise<T> => {
    begun.catch(() => {});
    starting.push(begun);
    return begun;
  };
  return {
    browser: async (): Promise<Browser> => {
      // At a Ctrl-C we decide when it ends.
      const ours = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
      const launched = launchOptions().then((options) => chromium.launch({ ...options, ...ours }));
      await alsoStops(launched.then((browser) => ({ stop: () => browser.close() })));
      return launched;
    },
    stack: (): Promise<OwnStack> => alsoStops(startOwnStack()),
    stop: () => Promise.allSettled(starting.map(async (begun) => (await begun).stop())),
  };
}

async function takeAll(options: ScreenshotOptions, running: ReturnType<typeof started>, stop: AbortSignal) {
  const { out } = options;
  mkdirSync(out, { recursive: true });
  const say = (line: string) => process.stderr.write(`afterchat: ${line}\n`);
  say('starting a browser and a stack of its own …');
  // Where bin/run.mjs has bundled it.
  const folder = resolve('dist/gallery');
  const [browser, stack] = await Promise.all([running.browser(), running.stack()]);
  let count = 0;
  const save = async (page: Page, name: string) => {
    stop.throwIfAborted();
    await page.screenshot({ path: join(out, `${name}.png`) });
    count += 1;
  };
  const take = (page: Page, name: string, view: View) => save(page, `${name}-${view.name}`);

  say('taking the tour …');
  await playTour(browser, stack.endpoints, save);

  say('playing a visitor …');
  const story: Story = await playStory(browser, stack.endpoints);
  for (const view of views) {
    say(`${view.name} …`);
    const context = await browser.newContext({ ...view.options, storageState: story.storage });
    await hangGallery(context, folder);
    const page = await context.newPage();
    for (const [name, show] of Object.entries(scenes)) {
      await show(page, story);
      await take(page, name, view);
    }
    for (const state of await galleryStates(page)) {
      await visitGallery(page, { state });
      await take(page, `chat-${state}`, view);
    }
    await context.close();
  }
  if (options.best) await keepBest(out, 'docs/images');
  return count;
}
