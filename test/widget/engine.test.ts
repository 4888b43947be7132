import { describe, expect, it } from '@jest/globals';
import type { UploadAnswer } from '../../web/widget/app/engine/browser.ts';
import { createEngine } from '../../web/widget/app/engine/engine.ts';
import { words } from '../../web/widget/app/words/en.ts';
import { languageOf } from '../../web/widget/app/words/language.ts';
import { troubleSentence } from '../../web/widget/app/words/trouble-sentence.ts';
import { type Given, identity, key, later, settled, useEngines } from './engine-stage.ts';

const stage = useEngines();
const { keptKeys, page, said } = stage;

describe('before the first act', () => {
  it('begins no session and keeps nothing, even when the chat is opened', async () => {
    const { chat } = await page();
    expect(stage.service.requests).toEqual([]);
    chat.isOpen.value = true;
    chat.acted();
    await later(120);
    expect(stage.service.requests).toEqual(['GET /v1/visitor/widget']);
    expect(chat.team.value.isOnline).toBe(false);
    expect(keptKeys()).toEqual([]);
    expect(chat.connection.value).toBe('idle');
  });

  it('begins a session for a customer who opens the chat, because their conversation is to be seen', async () => {
    const { chat } = await page({ identity: identity('customer-1') });
    expect(stage.service.requests).toEqual([]);
    chat.isOpen.value = true;
    await settled();
    expect(stage.service.bodies('/v1/visitor/sessions')).toHaveLength(1);
  });
});

describe('who is online', () => {
  it('is asked when the chat is opened, even if the page is hours old then, and without a session', async () => {
    const [loaded, opened] = [await page(), await page({ opens: true })];
    expect([loaded, opened].map(({ chat }) => chat.team.value.isOnline)).toEqual([true, false]);
    loaded.chat.isOpen.value = true;
    await settled();
    expect(loaded.chat.team.value.isOnline).toBe(false);
    expect(stage.service.requests).toEqual(Array(2).fill('GET /v1/visitor/widget'));
  });

  it('is asked again after a gap in the stream', async () => {
    const { write, chat, told } = await page();
    await write('Hello');
    expect(chat.team.value.isOnline).toBe(true);
    stage.service.reset();
    await settled();
    expect(chat.team.value.isOnline).toBe(false);
    expect(told).toContainEqual(['agents', { online: false }]);
  });
});

describe('sending', () => {
  it('says on which page each message was written, though the page was loaded once', async () => {
    const { write, texts, tab, told } = await page();
    tab.address = 'https://www.acme.example/orders';
    await write('When does it ship?');
    expect(texts()).toEqual(['When does it ship?']);
    expect(stage.service.bodies('/v1/visitor/sessions')).toMatchObject([{ page: 'https://www.acme.example/orders' }]);
    tab.address = 'https://www.acme.example/orders/4711';
    await write('And this one?');
    expect(stage.service.bodies('/v1/visitor/messages').map(({ page }) => page)).toEqual([
      'https://www.acme.example/orders',
      'https://www.acme.example/orders/4711',
    ]);
    expect(stage.service.bodies('/v1/visitor/sessions')).toHaveLength(1);
    expect(told).toContainEqual(['messageSent', { id: 'id-2' }]);
  });

  it('does not tell a visitor whose network works that they are offline', async () => {
    const { write, chat } = await page();
    stage.browserIs(true);
    stage.service.isDown = true;
    await write('Hello');
    expect([chat.trouble.value, chat.connection.value]).toEqual([{ kind: 'unavailable' }, 'unavailable']);
  });

  it('keeps what was written without a connection over a reload, and sends it once, in order', async () => {
    const first = await page();
    stage.service.isDown = true;
    await first.write('One');
    await first.write('Two');
    expect(first.texts()).toEqual(['pending: One', 'pending: Two']);
    expect(first.chat.trouble.value).toEqual({ kind: 'offline' });
    await first.close();
    const again = await page();
    expect(again.texts()).toEqual(['pending: One', 'pending: Two']);
    stage.service.isDown = false;
    await later(5);
    expect(again.texts()).toEqual(['One', 'Two']);
    expect(again.chat.trouble.value).toBeNull();
    expect(said()).toEqual([['One', 'Two']]);
  });

  it('sends what a closed tab had written, from another tab and only once', async () => {
    const one = await page();
    await one.write('One');
    const two = await page();
    stage.service.isDown = true;
    await one.write('Two');
    await one.close();
    stage.service.isDown = false;
    await later(40);
    expect(two.texts()).toEqual(['One', 'Two']);
    expect(stage.service.bodies('/v1/visitor/messages').filter(({ text }) => text === 'Two').length).toBeGreaterThan(0);
    expect(stage.service.talks[0]?.messages).toHaveLength(2);
  });

  it('tells when a late message was written', async () => {
    const { write } = await page();
    stage.service.isDown = true;
    await write('Late');
    await later(10);
    stage.service.isDown = false;
    await later(60);
    const [sent] = stage.service.bodies('/v1/visitor/messages');
    expect(Date.parse(String(sent?.sentAt)) - Date.parse(String(sent?.at))).toBeGreaterThan(0);
  });

  it('is stored once if the answer to the first try is lost', async () => {
    const { write, texts } = await page();
    stage.service.losesAnswers = true;
    await write('Once');
    await later(10);
    stage.service.losesAnswers = false;
    await later(60);
    expect(texts()).toEqual(['Once']);
    expect(said()).toEqual([['Once']]);
    expect(keptKeys()).toEqual([key]);
  });

  it('takes a message for stored whose id the service has', async () => {
    const { write, texts } = await page();
    await write('One');
    stage.service.next('/v1/visitor/messages', 409, 'id-taken');
    await write('Two');
    expect(texts()).toEqual(['One']);
  });

  it('shows what the service refuses for good, and gives the text back', async () => {
    const { write, texts, chat } = await page();
    stage.service.next('/v1/visitor/messages', 409, 'too-many-held');
    await write('Refused');
    await write('Sent');
    expect(texts()).toEqual(['Sent', 'failed: Refused']);
    const failed = chat.messages.value.find(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject({ trouble: { kind: 'tooManyHeld' } });
    chat.discard((failed as { id: string }).id);
    expect(texts()).toEqual(['Sent']);
    expect(chat.draft.value).toBe('Refused');
  });

  it('sends again what had failed', async () => {
    const { write, texts, chat } = await page();
    stage.service.next('/v1/visitor/messages', 422, 'invalid-request');
    await write('Again');
    chat.retry('id-2');
    await settled();
    expect(texts()).toEqual(['Again']);
  });

  it('waits as long as the service asks', async () => {
    const { write, texts, chat } = await page();
    stage.service.next('/v1/visitor/messages', 429, 'too-many-requests', { retryAfter: 20 });
    await write('Patience');
    expect(chat.trouble.value).toEqual({ kind: 'tooFast' });
    await later(15);
    expect(texts()).toEqual(['pending: Patience']);
    await later(6);
    expect(texts()).toEqual(['Patience']);
  });

  it('shows a held message, and sends it with the form', async () => {
    stage.service.rule = 'required';
    const { write, texts, chat, told } = await page();
    await write('Held');
    expect(texts()).toEqual(['held: Held']);
    expect(chat.form.value.state).toBe('required');
    await chat.fillForm({ email: 'grace@example.com' });
    await settled();
    expect(texts()).toEqual(['Held']);
    expect(chat.visitor.value.email).toBe('grace@example.com');
    expect(told).toContainEqual(['emailSupplied', { email: 'grace@example.com' }]);
  });

  it('says beside the form why it is refused', async () => {
    const { chat } = await page();
    stage.service.next('/v1/visitor/contact-form', 422, 'invalid-request', { field: 'email' });
    await expect(chat.fillForm({ email: 'no' })).rejects.toMatchObject({ cause: { kind: 'emailNotValid' } });
    stage.service.next('/v1/visitor/contact-form', 429, 'too-many-addresses');
    await expect(chat.fillForm({ email: 'no' })).rejects.toMatchObject({ cause: { kind: 'tooManyAddresses' } });
    expect(chat.trouble.value).toBeNull();
  });
});

describe('files', () => {
  const fileOf = (bytes: number) => new File([new Uint8Array(bytes)], `${bytes}.pdf`);
  const stored = { status: 201, text: '{"id":"f1"}', token: null, retryAfterSeconds: null };
  const names = (draft: readonly { readonly name: string }[]) => draft.map(({ name }) => name);

  it('are part of the draft at once, which is sent when they are uploaded', async () => {
    const { chat, tab } = await page();
    let finish = (_answer: UploadAnswer) => {};
    tab.upload = () => new Promise((resolve) => (finish = resolve));
    chat.addFiles([fileOf(10)]);
    chat.draft.value = 'With a file';
    chat.send();
    await settled();
    expect(names(chat.files.value)).toEqual(['10.pdf']);
    expect(chat.waits.value).toBe(true);
    expect(stage.service.bodies('/v1/visitor/messages')).toEqual([]);
    finish(stored);
    await settled();
    expect(stage.service.bodies('/v1/visitor/messages')).toMatchObject([{ text: 'With a file', attachments: ['f1'] }]);
    expect([chat.draft.value, chat.files.value, chat.waits.value]).toEqual(['', [], false]);
  });

  it('that were not uploaded hold the message back until they are tried again or removed', async () => {
    const { chat, tab } = await page();
    chat.addFiles([fileOf(10)]);
    await settled();
    expect(chat.files.value).toMatchObject([{ state: 'failed', trouble: undefined }]);
    chat.send();
    await settled();
    expect(stage.service.bodies('/v1/visitor/messages')).toEqual([]);
    tab.upload = async () => stored;
    chat.retryFile(chat.files.value[0]?.id ?? '');
    await settled();
    expect(chat.files.value).toMatchObject([{ state: 'uploaded' }]);
    chat.send();
    await settled();
    expect(stage.service.bodies('/v1/visitor/messages')).toMatchObject([{ attachments: ['f1'] }]);
  });

  it('that were not uploaded without a connection are once there is one again', async () => {
    const { chat, tab } = await page();
    chat.addFiles([fileOf(10)]);
    await settled();
    expect(chat.files.value).toMatchObject([{ state: 'failed' }]);
    tab.upload = async () => stored;
    tab.happens({ kind: 'online' });
    await settled();
    expect(chat.files.value).toMatchObject([{ state: 'uploaded' }]);
  });

  it('are not sent when the visitor goes on writing meanwhile', async () => {
    const { chat, tab } = await page();
    let finish = (_answer: UploadAnswer) => {};
    tab.upload = () => new Promise((resolve) => (finish = resolve));
    chat.addFiles([fileOf(10)]);
    chat.draft.value = 'Half a sen';
    await settled();
    chat.send();
    chat.typed();
    finish(stored);
    await settled();
    expect(stage.service.bodies('/v1/visitor/messages')).toEqual([]);
    expect(chat.draft.value).toBe('Half a sen');
  });

  it('more, or larger in all, than the account takes are told before anything is uploaded', async () => {
    const { chat } = await page();
    expect(chat.maxFiles).toBe(2);
    chat.addFiles([fileOf(700), fileOf(400)]);
    await settled();
    expect(names(chat.files.value)).toEqual(['700.pdf']);
    expect(chat.trouble.value).toEqual({ kind: 'tooLarge', maxBytes: 1_000 });
    chat.addFiles([fileOf(300), fileOf(0)]);
    await settled();
    expect(names(chat.files.value)).toEqual(['700.pdf', '300.pdf']);
    expect(chat.trouble.value).toEqual({ kind: 'tooManyFiles', maxFiles: 2 });
  });
});

describe('a service that does not answer', () => {
  it('is told from a network that is away', async () => {
    const { write, chat } = await page();
    stage.service.next('/v1/visitor/sessions', 503, 'unavailable');
    await write('Hello');
    expect(chat.trouble.value).toEqual({ kind: 'unavailable' });
    expect(chat.connection.value).toBe('unavailable');
    expect(troubleSentence(languageOf('en', words), { kind: 'unavailable' }, chat.messages.value)).toBe(
      'The chat cannot be reached at the moment. Your messages will be sent as soon as it works again.',
    );
    await later(2);
    expect(chat.connection.value).toBe('online');
    expect(chat.trouble.value).toBeNull();
  });
});

describe('the part of the app that sends', () => {
  /** A page that cannot load it until `arrives` says so. */
  async function pageWithout() {
    let isAway = true;
    let asked = 0;
    const load = async () => {
      asked += 1;
      if (isAway) throw new TypeError('Failed to fetch dynamically imported module');
      return createEngine;
    };
    const arrives = () => {
      isAway = false;
    };
    return { ...(await page({ load })), arrives, asked: () => asked };
  }

  it('sends what was written without a connection once there is one', async () => {
    const { chat, tab, types, write, texts, arrives } = await pageWithout();
    types('H');
    await write('Hello');
    expect([chat.draft.value, chat.trouble.value]).toEqual(['Hello', { kind: 'offline' }]);
    arrives();
    tab.happens({ kind: 'online' });
    await settled();
    expect(texts()).toEqual(['Hello']);
    expect([chat.draft.value, chat.trouble.value]).toEqual(['', null]);
    expect(said()).toEqual([['Hello']]);
  });

  it('is asked for again by itself, less and less often, and told of once', async () => {
    const { types, write, fills, texts, arrives, asked, told } = await pageWithout();
    types('H');
    await later(100);
    expect(asked()).toBeGreaterThan(3);
    expect(asked()).toBeLessThan(10);
    expect(told.filter(([name]) => name === 'error')).toHaveLength(1);
    const filled = fills('grace@example.com');
    arrives();
    await later(31);
    await filled;
    await write('Hello');
    expect(texts()).toEqual(['Hello']);
  });
});

describe('presence', () => {
  const reports = () => stage.service.bodies('/v1/visitor/presence').map(({ state }) => state);

  it('is told as often as the session says, and activity at most every 30 seconds', async () => {
    const { write, chat } = await page();
    await write('Hello');
    const before = reports().length;
    chat.acted();
    chat.acted();
    await later(61);
    chat.acted();
    await settled();
    expect(reports().slice(before)).toEqual(['active', 'here', 'here', 'active']);
  });

  it('ends with a request that outlives the page', async () => {
    const { write, tab } = await page();
    await write('Hello');
    tab.happens({ kind: 'leaving' });
    await settled();
    expect(reports().at(-1)).toBe('left');
    tab.happens({ kind: 'back' });
    await settled();
    expect(reports().at(-1)).toBe('here');
  });
});

describe('the next page of the tab', () => {
  /** Whether the chat is open there. */
  async function staysOpen(given: Given, isUsed = true, isOpen = true) {
    const one = await page(given);
    if (isUsed) await one.write('Hello');
    one.chat.isOpen.value = isOpen;
    await settled();
    await one.close();
    const next = await page({ ...given, session: one.tab.session });
    return next.chat.isOpen.value;
  }

  it('has the chat open as the one before had it', async () => {
    expect(await staysOpen({})).toBe(true);
    expect(await staysOpen({}, true, false)).toBe(false);
    expect(await staysOpen({ storage: 'session' })).toBe(true);
  });

  it('has it closed before the first act, where nothing is kept, and where it would cover the page', async () => {
    expect(await staysOpen({}, false)).toBe(false);
    expect(await staysOpen({ storage: 'none' })).toBe(false);
    expect(await staysOpen({ isPhone: true })).toBe(false);
  });

  it('has it closed after logging out', async () => {
    const one = await page();
    await one.write('Hello');
    one.chat.isOpen.value = true;
    await one.close();
    const next = await page({ session: one.tab.session });
    next.engine.logout();
    expect(Object.keys(one.tab.session ?? {})).toEqual([]);
  });

  it('has it closed if the visitor who had it open did nothing else, even after one who wrote', async () => {
    const one = await page();
    one.types('Hello');
    await one.write('Hello');
    one.engine.logout();
    one.chat.isOpen.value = true;
    await one.close();
    expect(Object.keys(one.tab.session ?? {})).toEqual([]);
  });

  it('has what the visitor has begun to write, until it is sent', async () => {
    const one = await page();
    one.chat.isOpen.value = true;
    one.types('Half a sen');
    await one.close();
    expect(keptKeys()).toEqual([]);
    const next = await page({ session: one.tab.session });
    expect([next.chat.draft.value, next.chat.isOpen.value]).toEqual(['Half a sen', true]);
    await next.write('Half a sentence');
    await next.close();
    expect((await page({ session: one.tab.session })).chat.draft.value).toBe('');
  });

  it('has no draft of a visitor who logged out, of what the page alone wrote, or where nothing is kept', async () => {
    const one = await page();
    one.types('Secret');
    one.tab.happens({ kind: 'looking' });
    one.engine.logout();
    const other = await page();
    other.engine.compose('About my order');
    const third = await page({ storage: 'none' });
    third.types('Hello');
    for (const { close, tab } of [one, other, third]) {
      await close();
      expect(Object.keys(tab.session ?? {})).toEqual([]);
    }
  });

  it('and one to which they come Back have the same draft', async () => {
    const one = await page();
    one.types('First');
    one.tab.happens({ kind: 'leaving' });
    const next = await page({ session: one.tab.session });
    await next.write('First, and sent');
    await next.close();
    one.tab.happens({ kind: 'back' });
    expect(one.chat.draft.value).toBe('');
  });
});

describe('storage', () => {
  it('none keeps the conversation in the page alone', async () => {
    const { write, texts } = await page({ storage: 'none' });
    await write('Hello');
    expect(texts()).toEqual(['Hello']);
    expect(keptKeys()).toEqual([]);
    expect((await page({ storage: 'none' })).texts()).toEqual([]);
  });
});
