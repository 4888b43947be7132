import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { tokensFor } from '../../src/store/addresses/links.ts';
import { useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { type ChatOn, chatOn } from './chat-on.ts';

const browser = useBrowser();
const stage = useWidgetStage();

beforeEach(() => {
  stage.asked.splice(0);
});
afterEach(() => browser.leave());

async function visitor(person?: BrowserContext): Promise<ChatOn> {
  const page = await (person ?? (await browser.person())).newPage();
  await page.goto(stage.shop.url);
  const chat = chatOn(page);
  await chat.launcher.waitFor();
  return chat;
}

/** Somebody who has written this. */
async function writer(text: string): Promise<ChatOn> {
  const chat = await visitor();
  await chat.open();
  await chat.sends(text);
  return chat;
}

const login = async (chat: ChatOn, sub: string) => chat.command('identify', await stage.identityToken(sub));
const conversation = async () => stage.chat.conversation((await stage.newest()).id);
const nobodysChat = (chat: ChatOn) => chat.text('How can we help?');
const kept = (chat: ChatOn) => chat.page.evaluate(() => Object.entries({ ...localStorage, ...sessionStorage }));

let customers = 0;
/** The name of a customer whom no other test knows. */
function customer(): string {
  customers += 1;
  return `customer-${customers}`;
}

describe('a customer who logs in', () => {
  it('takes along what they wrote before, and nobody else gets it', async () => {
    const [ada, bob] = [customer(), customer()];
    const chat = await writer('Before I logged in');
    const first = await conversation();
    await login(chat, ada);
    await eventually(first.get, ({ visitor }) => visitor.email === `${ada}@example.com`);
    expect((await first.get()).visitor).toMatchObject({ id: ada, emailVerified: true });
    await chat.arrives('Before I logged in');
    await login(chat, bob);
    await nobodysChat(chat).waitFor();
    await chat.sends('I am another customer');
    expect(await chat.shown()).toEqual(['You: I am another customer']);
    const second = await conversation();
    expect(second.id).not.toBe(first.id);
    expect((await second.get()).visitor.id).toBe(bob);
    await login(chat, ada);
    await chat.arrives('Before I logged in');
    expect(await chat.shown()).toEqual(['You: Before I logged in']);
  });

  it('leaves nothing behind when they log out, and finds it again when they come back', async () => {
    const ada = customer();
    const chat = await visitor();
    await login(chat, ada);
    await chat.open();
    await chat.sends('My address is a secret');
    const first = await conversation();
    const token = await chat.page.evaluate(() => JSON.parse(Object.values(localStorage)[0] as string).token as string);
    await chat.command('logout');
    await chat.panel.waitFor({ state: 'hidden' });
    expect(await kept(chat)).toEqual([]);
    await chat.open();
    await nobodysChat(chat).waitFor();
    expect(await chat.shown()).toEqual([]);
    await chat.page.reload();
    await chat.open();
    await nobodysChat(chat).waitFor();
    const answer = () =>
      fetch(`${stage.apiUrl}/v1/visitor/conversation`, {
        headers: { authorization: `Bearer ${token}`, origin: stage.shop.url },
      });
    await eventually(
      async () => (await answer()).status,
      (status) => status === 401,
    );
    await chat.sends('I am somebody else');
    expect((await conversation()).id).not.toBe(first.id);
    await chat.command('logout');
    await login(chat, ada);
    await chat.open();
    await chat.arrives('My address is a secret');
    expect(await chat.shown()).toEqual(['You: My address is a secret']);
  });

  it('is out in all tabs when they log out in one', async () => {
    const ada = customer();
    const chat = await visitor();
    await login(chat, ada);
    await chat.open();
    await chat.sends('In two tabs');
    const other = await visitor(chat.page.context());
    await other.open();
    await other.arrives('In two tabs');
    await chat.command('logout');
    await other.panel.waitFor({ state: 'hidden' });
    await other.open();
    await nobodysChat(other).waitFor();
    expect(await other.shown()).toEqual([]);
    expect(await kept(other)).toEqual([]);
  });

  it('is still known to a widget that the page boots anew', async () => {
    const ada = customer();
    const chat = await visitor();
    await login(chat, ada);
    await chat.open();
    await chat.sends('Before it began anew');
    await chat.command('destroy');
    // Nothing but the token that the page has given before says who they are.
    await chat.page.evaluate(() => localStorage.clear());
    await chat.command('boot');
    await chat.open();
    await chat.arrives('Before it began anew');
  });

  it('is known on another device', async () => {
    const ada = customer();
    const chat = await visitor();
    await login(chat, ada);
    await chat.open();
    await chat.sends('From my laptop');
    const phone = await visitor();
    await login(phone, ada);
    await phone.open();
    await phone.arrives('From my laptop');
  });
});

describe('a visitor who has given their address', () => {
  it('can say that it is somebody else now, and nothing of them is kept', async () => {
    const chat = await writer('Vera here');
    await chat.input('Email').fill('vera@customers.example');
    await chat.button('Save').click();
    await chat.text(/v…@customers\.example/).waitFor();
    await chat.button('Not you?').click();
    await chat.button('Cancel').click();
    await chat.arrives('Vera here');
    await chat.button('Not you?').click();
    await chat.button('Remove it').click();
    await nobodysChat(chat).waitFor();
    expect(await kept(chat)).toEqual([]);
    expect(await chat.panel.textContent()).not.toContain('customers.example');
  });
});

describe('a form that was opened', () => {
  it('does not stay open for the next visitor', async () => {
    const chat = await writer('Vera again');
    await chat.input('Email').fill('vera@customers.example');
    await chat.button('Save').click();
    await chat.button('Change').click();
    await chat.input('Email').waitFor();
    await chat.command('logout');
    await chat.open();
    await chat.sends('Somebody else');
    await chat.input('Email').fill('bob@customers.example');
    await chat.button('Save').click();
    await chat.text(/b…@customers\.example/).waitFor();
    await chat.button('Change').waitFor();
  });
});

describe('the link in an email', () => {
  it('opens the conversation in a browser that never saw it, once, and leaves no trace in the address', async () => {
    const chat = await writer('I go on by phone');
    const { id, get, identify } = await conversation();
    const address = `${customer()}@customers.example`;
    await identify(address, 'contactForm');
    const { return: token } = await tokensFor(
      stage.store,
      { ref: { accountId: stage.accountId, conversationId: id }, address, now: Date.now() },
      ['return'],
    );
    const phone = chatOn(await (await browser.person({ viewport: { width: 390, height: 800 } })).newPage());
    const addresses: string[] = [];
    phone.page.on('request', (request) => void addresses.push(request.url()));
    await phone.page.goto(`${stage.apiUrl}/r/${token}`);
    await phone.arrives('I go on by phone');
    expect(phone.page.url()).toBe(`${stage.shop.url}/`);
    await phone.page.goBack().catch(() => {});
    await phone.page.goto(stage.shop.url);
    await phone.open();
    await phone.arrives('I go on by phone');
    await phone.sends('And here I am');
    await chat.arrives('And here I am');
    expect((await get()).lastSeq).toBe(2);
    const session = (await kept(phone))[0]?.[1] ?? '';
    expect(addresses.filter((url) => url.includes(JSON.parse(session).token))).toEqual([]);
  });

  it('that no longer opens anything says so, and the visitor can write all the same', async () => {
    const page = await (await browser.person()).newPage();
    await page.goto(`${stage.shop.url}/orders#afterchat=${'a'.repeat(80)}`);
    const chat = chatOn(page);
    await chat.text('This link has expired or was already used. Open the link in our email again.').waitFor();
    expect(page.url()).toBe(`${stage.shop.url}/orders`);
    await chat.sends('Hello all the same');
    // Also where the browser has a conversation, a new link can be asked for.
    await page.goto(`${stage.shop.url}/#afterchat=${'b'.repeat(80)}`);
    await chat.arrives('Hello all the same');
    await chat.button('Continue an earlier conversation').click();
    await chat.input('Email').fill('vera@customers.example');
    await chat.button('Email me a link').click();
    await chat.text(/an email with a link is on its way/).waitFor();
  });

  it('can be asked for in the chat, which tells nobody whether there are conversations', async () => {
    const chat = await visitor();
    await chat.open();
    await chat.button('Continue an earlier conversation').click();
    await chat.input('Email').fill('nobody@customers.example');
    await chat.button('Email me a link').click();
    await chat.text(/an email with a link is on its way/).waitFor();
    expect(stage.asked).toContain('POST /v1/visitor/restore-link');
    await chat.button('Continue an earlier conversation').waitFor();
    expect(stage.asked).not.toContain('POST /v1/visitor/sessions');
    expect(await kept(chat)).toEqual([]);
  });
});
