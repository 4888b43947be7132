import { chromium, type Page } from 'playwright-core';
import { chatFrontend } from '../../dev/chat.ts';
import { launchOptions } from '../../dev/chromium.ts';
import { conversationKey } from '../../src/store/mongo/ids.ts';
import type { Stack } from '../stack.ts';
import { quantile, show, spread } from '../statistics.ts';
import { inPage } from './in-page.ts';

const conversations = 10_000;
/** Of the conversation in which is written. */
const messages = 400;
const rounds = 40;
const letters = 200;
const scrolledForMs = 10_000;
/** In pixels a frame: 12,000 a second, faster than one reads names. */
const scrolledBy = 200;
/** A frame that takes longer is seen to jerk. */
const longFrameMs = 50;

/** The inbox in a real browser: how soon it shows what visitors write, how it types, and how it scrolls. */
export async function pages(stack: Stack): Promise<string> {
  const { accountId, apiKey } = await stack.account();
  const api = await stack.start('api', { DEMO_SIGN_IN: accountId });
  const chat = chatFrontend((path, init) => fetch(`${api.url}${path}`, init), apiKey);
  await chat.addAgent('ada', 'Ada');
  const vera = await fill(stack, accountId, chat);
  const browser = await chromium.launch(await launchOptions());
  try {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, locale: 'en-GB' });
    context.setDefaultTimeout(120_000);
    await context.addInitScript(inPage);
    const page = await context.newPage();
    await page.goto(`${api.url}/inbox/c/vera`);
    await page.getByRole('button', { name: 'Ada' }).click();
    const field = page.getByRole('textbox', { name: 'Write a reply…' });
    await field.waitFor();
    await page.getByRole('log').getByText(`Message ${messages}.`).waitFor();
    return [...(await untilDrawn(page, vera.visitorSays)), ...(await typing(page)), ...(await scrolling(page))].join(
      '\n',
    );
  } finally {
    await browser.close();
  }
}

/** One conversation with many messages, which is returned, and as many others as a list is to hold. */
async function fill({ store }: Stack, accountId: string, chat: ReturnType<typeof chatFrontend>) {
  const model = chat.conversation('model');
  await model.begin({ name: 'Bob', email: 'bob@example.com' });
  await model.visitorSays('Where is my parcel?');
  const stored = await store.conversations.findOne({ _id: conversationKey({ accountId, conversationId: 'model' }) });
  if (stored === null) throw new Error('the conversation was not stored');
  const copies = Array.from({ length: conversations - 2 }, (_, at) => ({
    ...stored,
    _id: conversationKey({ accountId, conversationId: `copy-${at}` }),
    id: `copy-${at}`,
    listedAt: (stored.listedAt ?? stored.createdAt) - at * 1_000,
  }));
  await store.conversations.insertMany(copies, { ordered: false });
  const vera = chat.conversation('vera');
  await vera.begin({ name: 'Vera', email: 'vera@example.com' });
  for (let at = 1; at <= messages; at += 1)
    await (at % 3 === 0 ? vera.agentSays(`Message ${at}.`) : vera.visitorSays(`Message ${at}.`));
  return vera;
}

async function untilDrawn(page: Page, say: (text: string) => Promise<unknown>): Promise<string[]> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const text = `News ${round}.`;
    const drawn = page.evaluate<number>(`bench.drawn(${JSON.stringify(text)})`);
    // Once the page waits for it.
    await page.evaluate('null');
    const from = Date.now();
    const [at] = await Promise.all([drawn, say(text)]);
    took.push(at - from);
  }
  return [`| a visitor’s message from its POST to the screen, ms (aim ≤ 300) | ${show(spread(took))} |`];
}

async function typing(page: Page): Promise<string[]> {
  await page.evaluate('bench.loadThread()');
  await page.evaluate('bench.listen()');
  await page.getByRole('textbox', { name: 'Write a reply…' }).focus();
  await page.keyboard.type('The parcel ships. '.repeat(letters).slice(0, letters), { delay: 40 });
  const took = await page.evaluate<number[]>('bench.keystrokes');
  const late = quantile(
    took.toSorted((one, other) => one - other),
    0.99,
  );
  return [
    `| a keystroke to the screen, beside ${messages} messages, ms | ${show(spread(took))} |`,
    `| of them the slowest hundredth, ms | ${late.toFixed(0)} |`,
  ];
}

async function scrolling(page: Page): Promise<string[]> {
  const meter = await page.context().newCDPSession(page);
  await meter.send('Performance.enable');
  const metric = async (...names: string[]) => {
    const { metrics } = await meter.send('Performance.getMetrics');
    return metrics.filter(({ name }) => names.includes(name)).reduce((sum, { value }) => sum + value, 0);
  };
  const measured = async () => {
    await meter.send('HeapProfiler.collectGarbage');
    return (await metric('JSHeapUsedSize')) / 2 ** 20;
  };
  const work = async () => 1_000 * (await metric('ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'));
  const nodes = () => page.evaluate<number>("document.querySelectorAll('.list *').length");
  const before = { megabytes: await measured(), nodes: await nodes() };
  const start = performance.now();
  await page.evaluate(`bench.loadAll(${conversations})`);
  const loadedIn = (performance.now() - start) / 1_000;
  const workBefore = await work();
  const frames = await page.evaluate<number[]>(`bench.scroll(${scrolledForMs}, ${scrolledBy})`);
  const workPerFrame = ((await work()) - workBefore) / frames.length;
  const after = { megabytes: await measured(), nodes: await nodes() };
  const long = frames.filter((ms) => ms > longFrameMs).length;
  return [
    `| a frame while a list of ${conversations.toLocaleString('en')} scrolls, ms | ${show(spread(frames))} |`,
    `| of them over ${longFrameMs} ms | ${long} of ${frames.length} |`,
    `| of a frame scripts, styles and layout, ms; the rest is drawing without a graphics card | ${workPerFrame.toFixed(1)} |`,
    `| elements of the list, with ${rowsAtFirst} rows and with all | ${before.nodes} and ${after.nodes} |`,
    `| memory of the page’s scripts, MB | ${before.megabytes.toFixed(1)} and ${after.megabytes.toFixed(1)} |`,
    `| loading all of them by scrolling, s | ${loadedIn.toFixed(1)} |`,
  ];
}

/** What the list loads first (web/inbox/conversations/list-state.ts). */
const rowsAtFirst = 50;
