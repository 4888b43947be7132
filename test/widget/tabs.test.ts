import { describe, expect, it } from '@jest/globals';
import { later, settled, useEngines } from './engine-stage.ts';

const stage = useEngines();
const { keptKeys, page } = stage;

describe('several tabs', () => {
  it('have one stream, which the next one takes over', async () => {
    const one = await page();
    await one.write('Hello');
    const others = [await page(), await page(), await page()];
    await settled();
    expect(stage.service.openStreams()).toBe(1);
    stage.service.agentSays('First');
    await settled();
    await one.close();
    stage.service.agentSays('Second');
    await settled();
    await later(1);
    expect(stage.service.openStreams()).toBe(1);
    stage.service.agentSays('Third');
    await settled();
    for (const { texts } of others) expect(texts()).toEqual(['Hello', 'First', 'Second', 'Third']);
  });

  it('have a stream each where they cannot know of each other', async () => {
    const { write } = await page({ storage: 'session' });
    await write('Hello');
    const other = await page({ storage: 'session' });
    await other.write('Somebody else');
    expect(stage.service.openStreams()).toBe(2);
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
    expect(stage.service.openStreams()).toBe(1);
    stage.service.agentSays('Still there?');
    await settled();
    expect(awake.texts()).toEqual(['Hello', 'Still there?']);
  });
});

describe('reading', () => {
  it('counts only while the visitor looks at the open chat', async () => {
    const { write, chat, look } = await page();
    await write('Hello');
    stage.service.agentSays('Yes?');
    await settled();
    chat.isOpen.value = true;
    chat.seen(2);
    await settled();
    expect(chat.unread.value).toBe(1);
    expect(stage.service.bodies('/v1/visitor/read')).toEqual([]);
    await look();
    expect(chat.unread.value).toBe(0);
    expect(stage.service.bodies('/v1/visitor/read')).toEqual([{ upTo: 2 }]);
  });

  it('stops before the first message that was not shown', async () => {
    const { write, chat, look } = await page();
    await write('Hello');
    for (const text of ['One', 'Two', 'Three']) stage.service.agentSays(text);
    await settled();
    chat.seen(4);
    await look();
    expect(stage.service.bodies('/v1/visitor/read')).toEqual([{ upTo: 1 }]);
    expect(chat.unread.value).toBe(3);
    chat.seen(2);
    await settled();
    chat.seen(3);
    await settled();
    expect(stage.service.bodies('/v1/visitor/read')).toEqual([{ upTo: 1 }, { upTo: 2 }, { upTo: 4 }]);
  });

  it('by email counts too, though it is past what was read here', async () => {
    const { write, chat } = await page();
    await write('Hello');
    stage.service.agentSays('By email?');
    await settled();
    expect(chat.unread.value).toBe(1);
    stage.service.readByEmail();
    await settled();
    expect(chat.unread.value).toBe(0);
    const again = await page();
    expect(again.texts()).toEqual(['Hello', 'By email?']);
    expect(again.chat.unread.value).toBe(0);
  });

  it('in one tab is known in the others', async () => {
    const one = await page();
    await one.write('Hello');
    const two = await page();
    stage.service.agentSays('Yes?');
    await settled();
    expect(two.chat.unread.value).toBe(1);
    await one.look();
    one.chat.seen(2);
    await settled();
    expect(two.chat.unread.value).toBe(0);
  });
});
