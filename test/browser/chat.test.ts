import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page, Route } from 'playwright-core';
import sharp from 'sharp';
import { useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { type ChatOn, chatOn, focusReally } from './chat-on.ts';

const browser = useBrowser();
const stage = useWidgetStage();
const posts = '**/v1/visitor/messages';

beforeEach(() => {
  stage.asked.splice(0);
});
afterEach(() => browser.leave());

/** Somebody on a page of the shop. */
async function visitor(person?: BrowserContext): Promise<ChatOn> {
  const page = await (person ?? (await browser.person())).newPage();
  await page.goto(stage.shop.url);
  return chatOn(page);
}

/** Somebody who has written "Hello", with what an agent can do in their conversation. */
async function chatting() {
  const chat = await visitor();
  await chat.open();
  await chat.sends('Hello');
  return { chat, agent: await newest() };
}

const newest = async () => stage.chat.conversation((await stage.newest()).id);
type Agent = Awaited<ReturnType<typeof newest>>;
const textsOf = async (agent: Agent) => (await agent.messages()).map(({ text }) => text);

/** Keeps requests back until they are let go. */
async function heldBack(page: Page, url: string) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(url, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

describe('a message', () => {
  it('is shown as sending until the service has it, and the answer comes by itself', async () => {
    const chat = await visitor();
    await chat.open();
    const letGo = await heldBack(chat.page, posts);
    await chat.write('Where is my order?');
    await chat.message('Where is my order?').getByText('Sending…').waitFor();
    expect(await chat.field.inputValue()).toBe('');
    letGo();
    await chat.arrives('Where is my order?');
    const agent = await newest();
    await agent.agentSays('On its way.');
    await chat.arrives('On its way.');
    expect(await chat.shown()).toEqual(['You: Where is my order?', 'Ada: On its way.']);
    await chat.log.getByText(/^today$/i).waitFor();
  });

  it('is sent by the button too, and Shift and Enter begin a new line', async () => {
    const chat = await visitor();
    await chat.open();
    await chat.field.pressSequentially('One');
    await chat.field.press('Shift+Enter');
    await chat.field.pressSequentially('Two');
    await chat.button('Send').click();
    await chat.arrives('Two');
    expect(await textsOf(await newest())).toEqual(['One\nTwo']);
  });

  it('has its lines and links, no word is too long for it, and each language has its direction', async () => {
    const { chat, agent } = await chatting();
    const long = 'x'.repeat(400);
    await agent.agentSays(`See https://acme.example/a?b=1.\nOr javascript:alert(1)\n${long}`);
    await chat.arrives(long);
    const link = chat.log.getByRole('link', { name: 'https://acme.example/a?b=1', exact: true });
    expect(
      await link.evaluate((element) => ['href', 'target', 'rel'].map((name) => element.getAttribute(name))),
    ).toEqual(['https://acme.example/a?b=1', '_blank', 'noopener noreferrer nofollow']);
    expect(await chat.log.getByRole('link').count()).toBe(1);
    const words = chat.message(long).locator('.words');
    expect(((await words.textContent()) ?? '').split('\n')).toEqual([
      'See https://acme.example/a?b=1.',
      'Or javascript:alert(1)',
      long,
    ]);
    expect(await words.evaluate((element) => getComputedStyle(element).whiteSpace)).toMatch(/^pre-/);
    await agent.agentSays('مرحبا، كيف يمكنني المساعدة؟');
    await chat.arrives('مرحبا');
    const directionOf = (text: string) =>
      chat
        .message(text)
        .locator('.words')
        .evaluate((element) => getComputedStyle(element).direction);
    expect([await directionOf('مرحبا'), await directionOf('Hello')]).toEqual(['rtl', 'ltr']);
    expect(await chat.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
  });

  it('that the agent changes or takes back changes here', async () => {
    const { chat, agent } = await chatting();
    const { id } = await agent.agentSays('It ships on Mnday.');
    await chat.arrives('Mnday');
    await agent.edit(id, 'It ships on Monday.');
    await chat
      .message('It ships on Monday.')
      .getByText(/edited/)
      .waitFor();
    await agent.remove(id);
    await chat.message('This message was deleted.').waitFor();
    expect(await chat.shown()).toEqual(['You: Hello', 'Ada: This message was deleted.']);
  });
});

describe('both sides', () => {
  it('see the other one type', async () => {
    const { chat, agent } = await chatting();
    await stage.chat.call('POST', `/v1/conversations/${agent.id}/typing`, { agent: { id: 'ada', name: 'Ada' } });
    await chat.text('Ada is typing…').waitFor();
    await agent.agentSays('Here I am.');
    await chat.arrives('Here I am.');
    await chat.text('Ada is typing…').waitFor({ state: 'hidden' });
    expect(stage.asked).not.toContain('POST /v1/visitor/typing');
    await chat.field.pressSequentially('Th');
    await eventually(
      async () => stage.asked,
      (asked) => asked.includes('POST /v1/visitor/typing'),
    );
  });
});

describe('a closed chat', () => {
  it('counts what is unread on the launcher and in the title, and shows the newest', async () => {
    const { chat, agent } = await chatting();
    await chat.close();
    await agent.agentSays('First');
    await agent.agentSays('Second');
    await chat.page.getByRole('button', { name: 'Open chat, 2 unread messages' }).waitFor();
    expect(await chat.page.title()).toBe('(2) Shop /');
    // As a page that is one application does on its way.
    await chat.page.evaluate(() => {
      document.title = 'Orders';
    });
    await chat.page.waitForFunction(() => document.title === '(2) Orders');
    await chat.page.evaluate(() => {
      document.title = 'Shop /';
    });
    await chat.page.waitForFunction(() => document.title === '(2) Shop /');
    expect((await agent.get()).readUpTo).toBe(1);
    const preview = chat.page.getByRole('button', { name: /Second/ });
    expect(await preview.textContent()).toMatch(/Ada.*Second.*and 1 more$/);
    await chat.command('hideLauncher');
    await preview.waitFor({ state: 'hidden' });
    await chat.command('showLauncher');
    await preview.click();
    await chat.arrives('Second');
    await eventually(agent.get, ({ readUpTo }) => readUpTo === 3);
    await chat.page.waitForFunction(() => document.title === 'Shop /');
    await chat.close();
    await chat.page.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
  });
});

describe('a message is read', () => {
  it('only in the tab in front', async () => {
    const { chat, agent } = await chatting();
    const other = await chat.page.context().newPage();
    await focusReally(chat.page, other);
    await other.bringToFront();
    await agent.agentSays('Are you there?');
    await chat.arrives('Are you there?');
    await chat.page.waitForFunction(() => document.title === '(1) Shop /');
    expect((await agent.get()).readUpTo).toBe(1);
    await chat.page.bringToFront();
    await eventually(agent.get, ({ readUpTo }) => readUpTo === 2);
    await chat.page.waitForFunction(() => document.title === 'Shop /');
  });

  it('only when it is in sight', async () => {
    const { chat, agent } = await chatting();
    const long = 'One more line\n'.repeat(60);
    await agent.agentSays(`${long}The end`);
    await chat.arrives('The end');
    await eventually(agent.get, ({ readUpTo }) => readUpTo === 2);
    await chat.log.evaluate((log) => log.scrollTo(0, 0));
    await chat.button('Go to the newest message').waitFor();
    await agent.agentSays('Below');
    await chat.page.waitForFunction(() => document.title === '(1) Shop /');
    expect((await agent.get()).readUpTo).toBe(2);
    await chat.button('Go to the newest message').click();
    await eventually(agent.get, ({ readUpTo }) => readUpTo === 3);
  });
});

describe('several long answers', () => {
  it('are opened at the first that is unread, and each is read once its end was in sight', async () => {
    const { chat, agent } = await chatting();
    await chat.close();
    const long = 'One more line\n'.repeat(60);
    for (const name of ['First', 'Second', 'Third']) await agent.agentSays(`${name}\n${long}${name} end`);
    await chat.page.reload();
    await chat.page.getByRole('button', { name: 'Open chat, 3 unread messages' }).waitFor();
    const before = (await agent.get()).readUpTo;
    await chat.open();
    await chat.arrives('Third end');
    await chat.button('Go to the newest message').waitFor();
    const top = await chat.message('First end').evaluate((article) => {
      const log = article.closest('[role=log]') as HTMLElement;
      return article.getBoundingClientRect().top - log.getBoundingClientRect().top;
    });
    expect(Math.abs(top)).toBeLessThan(100);
    await chat.button('Go to the newest message').click();
    await chat.button('Go to the newest message').waitFor({ state: 'hidden' });
    expect((await agent.get()).readUpTo).toBe(before);
    const toEndOf = (text: string) =>
      chat.message(text).evaluate((article) => article.scrollIntoView({ block: 'end', behavior: 'instant' }));
    await toEndOf('First end');
    await eventually(agent.get, ({ readUpTo }) => readUpTo === 2);
    await toEndOf('Second end');
    // The third was in sight before.
    await eventually(agent.get, ({ readUpTo }) => readUpTo === 4);
  });
});

describe('earlier messages', () => {
  it('are loaded when the visitor scrolls up, and what they read stays where it was', async () => {
    const { chat: before, agent } = await chatting();
    await before.page.close();
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    // With the first and the last, one more than are loaded at once.
    for (let number = 1; number <= 49; number += 1) await agent.agentSays(`Old ${number}.`, 'Ada', { at: yesterday });
    await agent.agentSays('New.');
    const chat = await visitor(before.page.context());
    await chat.open();
    await chat.message('New.').waitFor();
    const articles = chat.log.getByRole('article');
    expect(await chat.message('Hello').count()).toBe(0);
    expect(await articles.count()).toBe(50);
    const oldest = chat.message('Old 1.');
    const placeOf = (article: Element) => {
      const log = article.closest('[role=log]') as HTMLElement;
      return { top: article.getBoundingClientRect().top - log.getBoundingClientRect().top, above: log.scrollTop };
    };
    const { top, above } = await oldest.evaluate(placeOf);
    await chat.log.evaluate((log) => log.scrollTo(0, 0));
    await chat.message('Hello').waitFor();
    expect(await articles.count()).toBe(51);
    expect(Math.abs((await oldest.evaluate(placeOf)).top - (top + above))).toBeLessThan(3);
    const days = await chat.log.getByText(/^(yesterday|today)$/i).allTextContents();
    expect(days.map((day) => day.toLowerCase())).toEqual(['today', 'yesterday', 'today']);
  });
});

describe('a file', () => {
  const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Where is it?') };

  it('is chosen by the button, shows how far it is, can be taken away again, and can be downloaded', async () => {
    const { chat, agent } = await chatting();
    const letGo = await heldBack(chat.page, '**/v1/visitor/attachments');
    const choosing = chat.page.waitForEvent('filechooser');
    await chat.button('Attach files').click();
    await (await choosing).setFiles(note);
    await chat.panel.getByRole('progressbar', { name: 'note.txt' }).waitFor();
    letGo();
    await chat.panel.getByRole('progressbar').waitFor({ state: 'hidden' });
    await chat.panel.locator('input[type=file]').setInputFiles({ ...note, name: 'wrong.txt' });
    await chat.button('Remove wrong.txt').click();
    await chat.write('');
    await chat.arrives('note.txt');
    const [, posted] = await agent.messages();
    expect(posted?.attachments).toMatchObject([{ name: 'note.txt', bytes: note.buffer.length }]);
    const downloading = chat.page.waitForEvent('download');
    await chat.log.getByRole('link', { name: /note\.txt/ }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('note.txt');
    expect(await readFile(await download.path())).toEqual(note.buffer);
  });

  it('can be pasted or dropped, and a picture is shown', async () => {
    const { chat } = await chatting();
    const picture = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#0b7a75' } })
      .png()
      .toBuffer();
    const brought = (by: 'paste' | 'drop', name: string, type: string, base64: string) =>
      chat.field.evaluate(
        (field, file) => {
          const bytes = Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], file.name, { type: file.type }));
          const init = { bubbles: true, composed: true, cancelable: true };
          field.dispatchEvent(
            file.by === 'paste'
              ? new ClipboardEvent('paste', { ...init, clipboardData: data })
              : new DragEvent('drop', { ...init, dataTransfer: data }),
          );
        },
        { by, name, type, base64 },
      );
    await brought('paste', 'screen.png', 'image/png', picture.toString('base64'));
    await brought('drop', 'note.txt', 'text/plain', note.buffer.toString('base64'));
    await chat.button('Remove screen.png').waitFor();
    await chat.button('Remove note.txt').waitFor();
    await chat.panel.locator('progress').first().waitFor({ state: 'detached' });
    await chat.sends('Both of them');
    const image = chat.log.getByRole('img', { name: 'screen.png' });
    await image.waitFor();
    await eventually(
      () => image.evaluate((img) => (img as HTMLImageElement).naturalWidth),
      (width) => width > 0,
    );
    await chat.log.getByRole('link', { name: /note\.txt/ }).waitFor();
  });
});

describe('a lost connection', () => {
  it('loses no message and doubles none, even if only the answer was lost', async () => {
    const { chat, agent } = await chatting();
    let lost = 0;
    const lose = async (route: Route) => {
      lost += 1;
      if (lost === 1) return route.fulfill({ status: 500, headers: { 'access-control-allow-origin': '*' } });
      if (lost > 2) return route.continue();
      await route.fetch();
      return route.abort();
    };
    await chat.page.route(posts, lose);
    await chat.write('Only once');
    await chat.arrives('Only once');
    await eventually(
      async () => lost,
      () => lost === 3,
    );
    expect(await textsOf(agent)).toEqual(['Hello', 'Only once']);
    expect(await chat.shown()).toEqual(['You: Hello', 'You: Only once']);
  });

  it('is told, and what was written meanwhile is sent in its order when it is back', async () => {
    const { chat, agent } = await chatting();
    await chat.page.context().setOffline(true);
    await chat.text(/^You are offline\./).waitFor();
    await chat.write('First');
    await chat.write('Second');
    await chat.message('Second').getByText('Sending…').waitFor();
    await chat.page.context().setOffline(false);
    await chat.arrives('Second');
    await chat.text(/^You are offline\./).waitFor({ state: 'hidden' });
    await agent.agentSays('Third');
    await chat.arrives('Third');
    expect(await textsOf(agent)).toEqual(['Hello', 'First', 'Second', 'Third']);
    expect(await chat.shown()).toEqual(['You: Hello', 'You: First', 'You: Second', 'Ada: Third']);
  });

  it('does not lose what waits when the tab is closed', async () => {
    const { chat, agent } = await chatting();
    const person = chat.page.context();
    await person.route(posts, (route) => route.abort());
    await chat.write('Still here');
    await chat.message('Still here').getByText('Sending…').waitFor();
    await chat.page.reload();
    await chat.message('Still here').getByText('Sending…').waitFor();
    await chat.page.close();
    await person.unroute(posts);
    const again = await visitor(person);
    await eventually(
      () => textsOf(agent),
      (texts) => texts.length === 2,
    );
    await again.open();
    await again.arrives('Still here');
    expect(await again.shown()).toEqual(['You: Hello', 'You: Still here']);
  });

  it('to an API that is started again ends by itself', async () => {
    const { chat, agent } = await chatting();
    await stage.stopApi();
    await chat.write('Meanwhile');
    await chat.message('Meanwhile').getByText('Sending…').waitFor();
    await stage.startApi();
    await chat.arrives('Meanwhile');
    await agent.agentSays('Welcome back.');
    await chat.arrives('Welcome back.');
    expect(await textsOf(agent)).toEqual(['Hello', 'Meanwhile', 'Welcome back.']);
    expect(await chat.shown()).toEqual(['You: Hello', 'You: Meanwhile', 'Ada: Welcome back.']);
  });
});

describe('a message that the service refuses', () => {
  it('says why, and can be sent again or taken back', async () => {
    const { chat, agent } = await chatting();
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/problem+json' };
    const problem = { type: 'urn:afterchat:problem:invalid', title: 'Invalid', status: 422, detail: 'Not like this.' };
    const refuse = (route: Route) => route.fulfill({ status: 422, headers, body: JSON.stringify(problem) });
    await chat.page.route(posts, refuse);
    await chat.write('One');
    await chat.message('One').getByText('That did not work. Please try again, or contact us in another way.').waitFor();
    await chat.write('Two');
    await chat.message('Two').getByRole('button', { name: 'Discard' }).click();
    expect(await chat.field.inputValue()).toBe('Two');
    await chat.page.unroute(posts);
    await chat.message('One').getByRole('button', { name: 'Try again' }).click();
    await chat.arrives('One');
    expect(await textsOf(agent)).toEqual(['Hello', 'One']);
  });
});

// The last, because from then on messages are held.
describe('the contact form', () => {
  it('holds messages while it is required, releases them, and the address can be corrected', async () => {
    await stage.chat.changeSettings({ contactForm: { offline: 'required' } });
    await stage.chat.addAgent('ada', 'Ada');
    await stage.chat.setStatus('ada', 'offline');
    const chat = await visitor();
    await chat.open();
    await chat.sends('Do you ship to Malta?');
    await chat.text('Nobody is online right now').waitFor();
    await chat.message('Malta').getByText('Fill in the form to send this message.').waitFor();
    const agent = await newest();
    expect(await textsOf(agent)).toEqual([]);
    await chat.input('Email').fill('vera@custmers.example');
    await chat.input('Name (optional)').fill('Vera');
    await chat.button('Save').click();
    await chat.message('Malta').filter({ hasNotText: 'Fill in' }).waitFor();
    expect(await textsOf(agent)).toEqual(['Do you ship to Malta?']);
    await chat.text(/v….@custmers\.example|v…@custmers\.example/).waitFor();
    await chat.button('Change').click();
    await chat.input('Email').fill('vera@customers.example');
    await chat.button('Save').click();
    await chat.text(/v…@customers\.example/).waitFor();
    expect((await agent.get()).visitor).toMatchObject({ email: 'vera@customers.example', name: 'Vera' });
  });
});
