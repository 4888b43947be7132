import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ShownMessage } from '../../web/widget/app/chat.ts';
import type { UploadAnswer } from '../../web/widget/app/engine/browser.ts';
// Loaded before the tests, which wait only for what it does.
import '../../web/widget/app/engine/uploads.ts';
import type { Browser } from '../../web/widget/app/engine/browser.ts';
import { createEngine, type EngineDeps } from '../../web/widget/app/engine/engine.ts';
import { type LateEngine, lateEngine } from '../../web/widget/app/engine/late-engine.ts';
import { words } from '../../web/widget/app/words/en.ts';
import { languageOf } from '../../web/widget/app/words/language.ts';
import { troubleSentence } from '../../web/widget/app/words/trouble-sentence.ts';
import { type FakeBrowser, fakeBrowser } from './fake-browser.ts';
import { type FakeService, fakeService } from './fake-service.ts';

/** Node's, which no fake timer holds up. */
declare function setImmediate(act: (nothing?: unknown) => void): void;

const colors = { brand: '#0b7a75', onBrand: '#ffffff', accent: '#0b7a75', brandEdge: '#0b7a75' };
const configuration: EngineDeps['configuration'] = {
  ...{ app: '/widget/app.js', name: 'Acme', colors: { light: colors, dark: colors }, logoUrl: null, locale: 'en' },
  attachments: { maxFiles: 2, maxBytes: 1_000 },
  agents: { online: true, people: [], contactForm: 'off' },
};
const identity = (sub: string) => `e30.${btoa(JSON.stringify({ sub }))}.signature`;

let browser: FakeBrowser;
let service: FakeService;
let open: LateEngine[];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  browser = fakeBrowser();
  service = fakeService();
  open = [];
});
afterEach(() => {
  for (const engine of open) engine.destroy();
  jest.useRealTimers();
});

/** All that needs no time has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function later(seconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(seconds * 1_000);
  await settled();
}

interface Given extends Partial<Pick<EngineDeps, 'code' | 'storage'>> {
  readonly identity?: string;
  /** Of an earlier page in the same tab. */
  readonly session?: Browser['session'];
  readonly isPhone?: boolean;
  /** Loads the engine; by default at once. */
  readonly load?: () => Promise<typeof createEngine>;
}

/** A page with the widget, in a tab of its own. */
async function page({ code = null, storage = 'onUse', identity: token, session, isPhone = false, load }: Given = {}) {
  const tab = browser.tab(service.fetch, session ? { session, isPhone } : {});
  const told: [string, unknown][] = [];
  const engine = lateEngine({
    ...{ siteKey: 'site_1', apiUrl: 'https://chat.example', configuration, locale: 'en', code, storage },
    ...{ browser: tab, tell: (name, detail) => void told.push([name, detail]), onReceived: () => {} },
    load: load ?? (async () => createEngine),
  });
  open.push(engine);
  if (token !== undefined) engine.identify(token);
  engine.start();
  await settled();
  const { chat } = engine;
  return {
    ...{ engine, chat, tab, told },
    texts: () => chat.messages.value.map(textOf),
    write: async (text: string) => {
      chat.draft.value = text;
      chat.send();
      await settled();
    },
    types: (text: string) => {
      chat.draft.value = text;
      chat.typed();
    },
    look: async () => {
      chat.isOpen.value = true;
      tab.looks = true;
      tab.happens({ kind: 'looking' });
      await settled();
    },
    fills: (email: string) => chat.fillForm({ email }),
    close: async () => {
      tab.happens({ kind: 'leaving' });
      engine.destroy();
      await settled();
    },
  };
}

const textOf = (shown: ShownMessage) =>
  'message' in shown ? `${shown.kind === 'held' ? 'held: ' : ''}${shown.message.text}` : `${shown.kind}: ${shown.text}`;
const keptKeys = () => Object.keys(browser.local);
const key = 'afterchat:site_1';
const said = () => service.talks.map(({ messages }) => messages.map(({ text }) => text));
/** Somebody else's session, of which the tabs hear only later. */
const somebodyElses = () => {
  const session = { token: 'theirs', who: 'customer-9', isIdentified: true, conversationId: 'talk-9' };
  browser.local.setItem(key, JSON.stringify(session));
};

describe('before the first act', () => {
  it('begins no session and keeps nothing, even when the chat is opened', async () => {
    const { chat } = await page();
    expect(service.requests).toEqual([]);
    chat.isOpen.value = true;
    chat.acted();
    await later(120);
    expect(service.requests).toEqual(['GET /v1/visitor/widget']);
    expect(chat.team.value.isOnline).toBe(false);
    expect(keptKeys()).toEqual([]);
    expect(chat.connection.value).toBe('idle');
  });

  it('begins a session for a customer who opens the chat, because their conversation is to be seen', async () => {
    const { chat } = await page({ identity: identity('customer-1') });
    expect(service.requests).toEqual([]);
    chat.isOpen.value = true;
    await settled();
    expect(service.bodies('/v1/visitor/sessions')).toHaveLength(1);
  });
});

describe('sending', () => {
  it('says on which page each message was written, though the page was loaded once', async () => {
    const { write, texts, tab, told } = await page();
    tab.address = 'https://www.acme.example/orders';
    await write('When does it ship?');
    expect(texts()).toEqual(['When does it ship?']);
    expect(service.bodies('/v1/visitor/sessions')).toMatchObject([{ page: 'https://www.acme.example/orders' }]);
    tab.address = 'https://www.acme.example/orders/4711';
    await write('And this one?');
    expect(service.bodies('/v1/visitor/messages').map(({ page }) => page)).toEqual([
      'https://www.acme.example/orders',
      'https://www.acme.example/orders/4711',
    ]);
    expect(service.bodies('/v1/visitor/sessions')).toHaveLength(1);
    expect(told).toContainEqual(['messageSent', { id: 'id-2' }]);
  });

  it('keeps what was written without a connection over a reload, and sends it once, in order', async () => {
    const first = await page();
    service.isDown = true;
    await first.write('One');
    await first.write('Two');
    expect(first.texts()).toEqual(['pending: One', 'pending: Two']);
    expect(first.chat.trouble.value).toEqual({ kind: 'offline' });
    await first.close();
    const again = await page();
    expect(again.texts()).toEqual(['pending: One', 'pending: Two']);
    service.isDown = false;
    await later(5);
    expect(again.texts()).toEqual(['One', 'Two']);
    expect(again.chat.trouble.value).toBeNull();
    expect(service.talks.map(({ messages }) => messages.map(({ text }) => text))).toEqual([['One', 'Two']]);
  });

  it('sends what a closed tab had written, from another tab and only once', async () => {
    const one = await page();
    await one.write('One');
    const two = await page();
    service.isDown = true;
    await one.write('Two');
    await one.close();
    service.isDown = false;
    await later(40);
    expect(two.texts()).toEqual(['One', 'Two']);
    expect(service.bodies('/v1/visitor/messages').filter(({ text }) => text === 'Two').length).toBeGreaterThan(0);
    expect(service.talks[0]?.messages).toHaveLength(2);
  });

  it('tells when a late message was written', async () => {
    const { write } = await page();
    service.isDown = true;
    await write('Late');
    await later(10);
    service.isDown = false;
    await later(60);
    const [sent] = service.bodies('/v1/visitor/messages');
    expect(Date.parse(String(sent?.sentAt)) - Date.parse(String(sent?.at))).toBeGreaterThan(0);
  });

  it('is stored once if the answer to the first try is lost', async () => {
    const { write, texts } = await page();
    service.losesAnswers = true;
    await write('Once');
    await later(10);
    service.losesAnswers = false;
    await later(60);
    expect(texts()).toEqual(['Once']);
    expect(said()).toEqual([['Once']]);
    expect(keptKeys()).toEqual([key]);
  });

  it('takes a message for stored whose id the service has', async () => {
    const { write, texts } = await page();
    await write('One');
    service.next('/v1/visitor/messages', 409, 'id-taken');
    await write('Two');
    expect(texts()).toEqual(['One']);
  });

  it('shows what the service refuses for good, and gives the text back', async () => {
    const { write, texts, chat } = await page();
    service.next('/v1/visitor/messages', 409, 'too-many-held');
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
    service.next('/v1/visitor/messages', 422, 'invalid-request');
    await write('Again');
    chat.retry('id-2');
    await settled();
    expect(texts()).toEqual(['Again']);
  });

  it('waits as long as the service asks', async () => {
    const { write, texts, chat } = await page();
    service.next('/v1/visitor/messages', 429, 'too-many-requests', { retryAfter: 20 });
    await write('Patience');
    expect(chat.trouble.value).toEqual({ kind: 'tooFast' });
    await later(15);
    expect(texts()).toEqual(['pending: Patience']);
    await later(6);
    expect(texts()).toEqual(['Patience']);
  });

  it('shows a held message, and sends it with the form', async () => {
    service.rule = 'required';
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
    service.next('/v1/visitor/contact-form', 422, 'invalid-request', { field: 'email' });
    await expect(chat.fillForm({ email: 'no' })).rejects.toMatchObject({ cause: { kind: 'emailNotValid' } });
    service.next('/v1/visitor/contact-form', 429, 'too-many-addresses');
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
    expect(service.bodies('/v1/visitor/messages')).toEqual([]);
    finish(stored);
    await settled();
    expect(service.bodies('/v1/visitor/messages')).toMatchObject([{ text: 'With a file', attachments: ['f1'] }]);
    expect([chat.draft.value, chat.files.value, chat.waits.value]).toEqual(['', [], false]);
  });

  it('that were not uploaded hold the message back until they are tried again or removed', async () => {
    const { chat, tab } = await page();
    chat.addFiles([fileOf(10)]);
    await settled();
    expect(chat.files.value).toMatchObject([{ state: 'failed', trouble: undefined }]);
    chat.send();
    await settled();
    expect(service.bodies('/v1/visitor/messages')).toEqual([]);
    tab.upload = async () => stored;
    chat.retryFile(chat.files.value[0]?.id ?? '');
    await settled();
    expect(chat.files.value).toMatchObject([{ state: 'uploaded' }]);
    chat.send();
    await settled();
    expect(service.bodies('/v1/visitor/messages')).toMatchObject([{ attachments: ['f1'] }]);
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
    expect(service.bodies('/v1/visitor/messages')).toEqual([]);
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
    service.next('/v1/visitor/sessions', 503, 'unavailable');
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

describe('several tabs', () => {
  it('have one stream, which the next one takes over', async () => {
    const one = await page();
    await one.write('Hello');
    const others = [await page(), await page(), await page()];
    await settled();
    expect(service.openStreams()).toBe(1);
    service.agentSays('First');
    await settled();
    await one.close();
    service.agentSays('Second');
    await settled();
    await later(1);
    expect(service.openStreams()).toBe(1);
    service.agentSays('Third');
    await settled();
    for (const { texts } of others) expect(texts()).toEqual(['Hello', 'First', 'Second', 'Third']);
  });

  it('have a stream each where they cannot know of each other', async () => {
    const { write } = await page({ storage: 'session' });
    await write('Hello');
    const other = await page({ storage: 'session' });
    await other.write('Somebody else');
    expect(service.openStreams()).toBe(2);
    expect(other.texts()).toEqual(['Somebody else']);
    expect(keptKeys()).toEqual([]);
  });

  it('take the stream over from a tab that was put to sleep', async () => {
    const asleep = await page();
    await asleep.write('Hello');
    const awake = await page();
    asleep.tab.isAsleep = true;
    awake.tab.happens({ kind: 'looking' });
    await later(6);
    expect(service.openStreams()).toBe(1);
    service.agentSays('Still there?');
    await settled();
    expect(awake.texts()).toEqual(['Hello', 'Still there?']);
  });
});

describe('reading', () => {
  it('counts only while the visitor looks at the open chat', async () => {
    const { write, chat, look } = await page();
    await write('Hello');
    service.agentSays('Yes?');
    await settled();
    chat.isOpen.value = true;
    chat.seen(2);
    await settled();
    expect(chat.unread.value).toBe(1);
    expect(service.bodies('/v1/visitor/read')).toEqual([]);
    await look();
    expect(chat.unread.value).toBe(0);
    expect(service.bodies('/v1/visitor/read')).toEqual([{ upTo: 2 }]);
  });

  it('stops before the first message that was not shown', async () => {
    const { write, chat, look } = await page();
    await write('Hello');
    for (const text of ['One', 'Two', 'Three']) service.agentSays(text);
    await settled();
    chat.seen(4);
    await look();
    expect(service.bodies('/v1/visitor/read')).toEqual([{ upTo: 1 }]);
    expect(chat.unread.value).toBe(3);
    chat.seen(2);
    await settled();
    chat.seen(3);
    await settled();
    expect(service.bodies('/v1/visitor/read')).toEqual([{ upTo: 1 }, { upTo: 2 }, { upTo: 4 }]);
  });

  it('by email counts too, though it is past what was read here', async () => {
    const { write } = await page();
    await write('Hello');
    service.agentSays('By email?');
    Object.assign(service.talks[0]?.messages[1] ?? {}, { readAt: new Date().toISOString(), readVia: 'email' });
    const again = await page();
    expect(again.texts()).toEqual(['Hello', 'By email?']);
    expect(again.chat.unread.value).toBe(0);
  });

  it('in one tab is known in the others', async () => {
    const one = await page();
    await one.write('Hello');
    const two = await page();
    service.agentSays('Yes?');
    await settled();
    expect(two.chat.unread.value).toBe(1);
    await one.look();
    one.chat.seen(2);
    await settled();
    expect(two.chat.unread.value).toBe(0);
  });
});

describe('who they are', () => {
  it('makes the anonymous conversation theirs, and shows it to nobody else', async () => {
    const { write, engine, texts, chat } = await page();
    await write('Anonymous');
    engine.identify(identity('customer-1'));
    await settled();
    expect(texts()).toEqual(['Anonymous']);
    engine.identify(identity('customer-2'));
    await settled();
    expect(texts()).toEqual([]);
    engine.logout();
    await settled();
    expect(keptKeys()).toEqual([]);
    expect(chat.isOpen.value).toBe(false);
    chat.isOpen.value = true;
    await settled();
    expect(texts()).toEqual([]);
    engine.identify(identity('customer-1'));
    await settled();
    expect(texts()).toEqual(['Anonymous']);
  });

  it('leaves what is being typed in another tab alone when they sign in', async () => {
    const one = await page();
    await one.write('Anonymous');
    const two = await page();
    two.chat.draft.value = 'Half a sen';
    one.engine.identify(identity('customer-1'));
    await settled();
    expect(two.chat.draft.value).toBe('Half a sen');
    expect(two.texts()).toEqual(['Anonymous']);
  });

  it('drops what the one before had not sent', async () => {
    const one = await page({ identity: identity('customer-1') });
    await one.write('Mine');
    service.isDown = true;
    await one.write('Secret');
    one.engine.logout();
    service.isDown = false;
    const two = await page({ identity: identity('customer-2') });
    await two.write('Hello');
    await later(60);
    expect(service.talks.map(({ messages }) => messages.map(({ text }) => text))).toEqual([['Mine'], ['Hello']]);
  });

  it('is the same in all tabs', async () => {
    const one = await page();
    await one.write('Hello');
    const two = await page();
    expect(two.texts()).toEqual(['Hello']);
    one.engine.logout();
    await settled();
    expect(two.texts()).toEqual([]);
    expect(two.chat.connection.value).toBe('idle');
  });

  it('logs out in every tab, so that the next person does not go on as the one before', async () => {
    const customer = { identity: identity('customer-1') };
    const one = await page(customer);
    await one.write('Mine');
    const two = await page(customer);
    await two.look();
    expect(two.texts()).toEqual(['Mine']);
    one.engine.logout();
    await settled();
    expect(two.chat.isOpen.value).toBe(false);
    await two.look();
    expect(two.texts()).toEqual([]);
    expect(keptKeys()).toEqual([]);
  });

  it.each([true, false])(
    'is forgotten by a page to which one comes Back after logging out (used there: %s)',
    async (isUsed) => {
      const one = await page({ identity: identity('customer-1') });
      if (isUsed) await one.write('Mine');
      one.tab.happens({ kind: 'leaving' });
      const other = await page({ identity: identity('customer-1') });
      await other.write('Mine too');
      one.tab.isAsleep = true;
      other.engine.logout();
      await settled();
      one.tab.isAsleep = false;
      one.tab.happens({ kind: 'back' });
      await one.look();
      expect(one.texts()).toEqual([]);
      expect(keptKeys()).toEqual([]);
    },
  );

  it('stays who they are on a page to which they come Back without having logged out', async () => {
    const one = await page({ identity: identity('customer-1') });
    one.types('Half a sen');
    await settled();
    one.tab.happens({ kind: 'leaving' });
    one.tab.happens({ kind: 'back' });
    await one.write('Hello');
    expect(service.talks.map(({ visitorId }) => visitorId)).toEqual(['customer-1']);
  });

  it('is one customer in the end, if two tabs know different ones', async () => {
    const one = await page();
    await one.write('Anonymous');
    const two = await page();
    one.engine.identify(identity('customer-1'));
    two.engine.identify(identity('customer-2'));
    await later(1);
    const begun = service.bodies('/v1/visitor/sessions').length;
    await later(10);
    expect(begun).toBeLessThan(8);
    expect(service.bodies('/v1/visitor/sessions')).toHaveLength(begun);
    expect(two.texts()).toEqual(one.texts());
  });

  it('does not show to the next what was asked for the one before', async () => {
    const one = await page();
    await one.write('Mine');
    const release = service.hold('/v1/visitor/messages');
    const two = await page();
    somebodyElses();
    two.tab.happens({ kind: 'kept', key });
    release();
    await settled();
    expect(two.texts()).toEqual([]);
  });

  it('does not send to the next what the one before was about to send', async () => {
    const one = await page({ identity: identity('customer-1') });
    const release = service.hold('/v1/visitor/sessions');
    await one.write('Secret');
    one.engine.identify(identity('customer-2'));
    one.engine.logout();
    one.engine.identify(identity('customer-2'));
    await one.look();
    release();
    await later(10);
    expect(said().flat()).toEqual([]);
  });

  it('keeps no token over that of the next', async () => {
    const one = await page();
    await one.write('Mine');
    service.renewsTokens = true;
    const release = service.hold('/v1/visitor/messages');
    await one.write('Mine too');
    somebodyElses();
    release();
    await settled();
    expect(browser.local.getItem(key)).toContain('theirs');
  });

  it('goes on without a signature that is not valid', async () => {
    const { chat, write, texts } = await page({ identity: identity('customer-1') });
    service.next('/v1/visitor/sessions', 401, 'identity-not-valid');
    await write('Hello');
    expect(texts()).toEqual(['Hello']);
    expect(chat.connection.value).toBe('online');
  });
});

describe('coming back', () => {
  it('opens the conversation of an email by its code, where another one is kept for the other tabs', async () => {
    const writer = await page();
    await writer.write('From the phone');
    await writer.close();
    browser = fakeBrowser('other');
    const own = await page();
    await own.write('From this computer');
    await own.close();
    const back = await page({ code: 'good' });
    expect(back.chat.isOpen.value).toBe(true);
    expect(back.texts()).toEqual(['From the phone']);
    const next = await page();
    expect(next.texts()).toEqual(['From this computer']);
    back.engine.logout();
    await settled();
    expect(keptKeys()).toEqual([]);
    expect(next.texts()).toEqual([]);
    expect(service.requests.filter((request) => request === 'DELETE /v1/visitor/session')).toHaveLength(2);
  });

  it('opens the conversation of an email in its tab alone, because anybody may have sent the link', async () => {
    const writer = await page();
    await writer.write('From the phone');
    await writer.close();
    browser = fakeBrowser('other');
    const back = await page({ code: 'good' });
    await back.write('And from here');
    expect(keptKeys()).toEqual([]);
    expect((await page()).texts()).toEqual([]);
    await back.close();
    const again = await page({ session: back.tab.session });
    expect(again.texts()).toEqual(['From the phone', 'And from here']);
  });

  it.each(['onUse', 'session'] as const)(
    'sends nothing that waits into the conversation of a link (%s)',
    async (storage) => {
      const writer = await page();
      await writer.write('A trap');
      await writer.close();
      browser = fakeBrowser('other');
      const own = await page({ storage });
      service.isDown = true;
      await own.write('Secret');
      await own.close();
      service.isDown = false;
      const { session } = own.tab;
      const back = await page({ code: 'good', storage, session });
      back.tab.happens({ kind: 'online' });
      await later(40);
      expect(back.texts()).toEqual(['A trap']);
      await back.close();
      const next = await page({ storage, session: storage === 'session' ? session : null });
      await later(1);
      expect(next.texts()).toEqual(['Secret']);
      expect(said()).toEqual([['A trap'], ['Secret']]);
    },
  );

  it('says that a link is not valid, and begins nothing', async () => {
    const { chat } = await page({ code: 'bad' });
    expect(chat.trouble.value).toEqual({ kind: 'linkNotValid' });
    expect(service.bodies('/v1/visitor/sessions')).toHaveLength(1);
    expect(keptKeys()).toEqual([]);
  });

  it('shows and keeps nothing of a conversation that was erased', async () => {
    const { write, texts } = await page();
    await write('Hello');
    service.erase();
    await settled();
    await later(10);
    expect(texts()).toEqual([]);
    expect(keptKeys()).toEqual([]);
    await write('A new one');
    expect(texts()).toEqual(['A new one']);
  });

  it('sends what was written when the session was over, in a new one', async () => {
    const { write, texts } = await page();
    await write('Hello');
    service.endSessions();
    await write('Still here?');
    await later(10);
    expect(texts()).toEqual(['Still here?']);
    expect(service.talks.at(-1)?.messages.map(({ text }) => text)).toEqual(['Still here?']);
  });

  it('sends all that waits if the session ended while there was no connection', async () => {
    const before = await page();
    await before.write('Hello');
    await before.close();
    service.endSessions();
    service.isDown = true;
    const { write, chat, texts } = await page();
    await write('One');
    await write('Two');
    service.isDown = false;
    await later(60);
    expect(texts()).toEqual(['One', 'Two']);
    expect(chat.connection.value).toBe('online');
  });

  it('forgets a visitor who says that it is not them', async () => {
    const { write, texts, chat } = await page();
    await write('Hello');
    chat.forget();
    await settled();
    expect(texts()).toEqual([]);
    expect(keptKeys()).toEqual([]);
    expect(service.requests).toContain('DELETE /v1/visitor/session');
  });

  it('shows nothing of the visitor to whom a page from the back/forward cache belonged', async () => {
    const one = await page();
    await one.write('Hello');
    one.tab.happens({ kind: 'leaving' });
    for (const key of keptKeys()) browser.local.removeItem(key);
    one.tab.happens({ kind: 'back' });
    await settled();
    expect(one.texts()).toEqual([]);
  });
});

describe('presence', () => {
  const reports = () => service.bodies('/v1/visitor/presence').map(({ state }) => state);

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
