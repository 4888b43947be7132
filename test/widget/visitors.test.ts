import { describe, expect, it } from '@jest/globals';
import { identity, key, later, settled, useEngines } from './engine-stage.ts';
import { fakeBrowser } from './fake-browser.ts';

const stage = useEngines();
const { keptKeys, page, said } = stage;

/** Somebody else's session, of which the tabs hear only later. */
const somebodyElses = () => {
  const session = { token: 'theirs', who: 'customer-9', isIdentified: true, conversationId: 'talk-9' };
  stage.browser.local.setItem(key, JSON.stringify(session));
};

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
    stage.service.isDown = true;
    await one.write('Secret');
    one.engine.logout();
    stage.service.isDown = false;
    const two = await page({ identity: identity('customer-2') });
    await two.write('Hello');
    await later(60);
    expect(said()).toEqual([['Mine'], ['Hello']]);
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
    expect(stage.service.talks.map(({ visitorId }) => visitorId)).toEqual(['customer-1']);
  });

  it('is one customer in the end, if two tabs know different ones', async () => {
    const one = await page();
    await one.write('Anonymous');
    const two = await page();
    one.engine.identify(identity('customer-1'));
    two.engine.identify(identity('customer-2'));
    await later(1);
    const begun = stage.service.bodies('/v1/visitor/sessions').length;
    await later(10);
    expect(begun).toBeLessThan(8);
    expect(stage.service.bodies('/v1/visitor/sessions')).toHaveLength(begun);
    expect(two.texts()).toEqual(one.texts());
  });

  it('does not show to the next what was asked for the one before', async () => {
    const one = await page();
    await one.write('Mine');
    const release = stage.service.hold('/v1/visitor/messages');
    const two = await page();
    somebodyElses();
    two.tab.happens({ kind: 'kept', key });
    release();
    await settled();
    expect(two.texts()).toEqual([]);
  });

  it('does not send to the next what the one before was about to send', async () => {
    const one = await page({ identity: identity('customer-1') });
    const release = stage.service.hold('/v1/visitor/sessions');
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
    stage.service.renewsTokens = true;
    const release = stage.service.hold('/v1/visitor/messages');
    await one.write('Mine too');
    somebodyElses();
    release();
    await settled();
    expect(stage.browser.local.getItem(key)).toContain('theirs');
  });

  it('goes on without a signature that is not valid', async () => {
    const { chat, write, texts } = await page({ identity: identity('customer-1') });
    stage.service.next('/v1/visitor/sessions', 401, 'identity-not-valid');
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
    stage.browser = fakeBrowser('other');
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
    expect(stage.service.requests.filter((request) => request === 'DELETE /v1/visitor/session')).toHaveLength(2);
  });

  it('opens the conversation of an email in its tab alone, because anybody may have sent the link', async () => {
    const writer = await page();
    await writer.write('From the phone');
    await writer.close();
    stage.browser = fakeBrowser('other');
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
      stage.browser = fakeBrowser('other');
      const own = await page({ storage });
      stage.service.isDown = true;
      await own.write('Secret');
      await own.close();
      stage.service.isDown = false;
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
    expect(stage.service.bodies('/v1/visitor/sessions')).toHaveLength(1);
    expect(keptKeys()).toEqual([]);
  });

  it('shows and keeps nothing of a conversation that was erased', async () => {
    const { write, texts } = await page();
    await write('Hello');
    stage.service.erase();
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
    stage.service.endSessions();
    await write('Still here?');
    await later(10);
    expect(texts()).toEqual(['Still here?']);
    expect(stage.service.talks.at(-1)?.messages.map(({ text }) => text)).toEqual(['Still here?']);
  });

  it('sends all that waits if the session ended while there was no connection', async () => {
    const before = await page();
    await before.write('Hello');
    await before.close();
    stage.service.endSessions();
    stage.service.isDown = true;
    const { write, chat, texts } = await page();
    await write('One');
    await write('Two');
    stage.service.isDown = false;
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
    expect(stage.service.requests).toContain('DELETE /v1/visitor/session');
  });

  it('shows nothing of the visitor to whom a page from the back/forward cache belonged', async () => {
    const one = await page();
    await one.write('Hello');
    one.tab.happens({ kind: 'leaving' });
    for (const key of keptKeys()) stage.browser.local.removeItem(key);
    one.tab.happens({ kind: 'back' });
    await settled();
    expect(one.texts()).toEqual([]);
  });
});
