import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { said, stillChat } from '../../web/gallery/still-chat.ts';
import type { Chat, ShownMessage } from '../../web/widget/app/chat.ts';
import { type Following, followed } from '../../web/widget/app/panel/following.ts';

/** As much of the browser as it takes to follow a transcript that is never longer than its element. */
const page = { visibilityState: 'visible', hasFocus: () => isFocused };
const transcript = {
  ...{ scrollTop: 0, scrollHeight: 300, clientHeight: 300 },
  getBoundingClientRect: () => ({ top: 0 }),
  querySelectorAll: () => [],
  scrollTo: () => {},
} as unknown as HTMLElement;
const unread = (seq: number) => said(seq, 'Ada', 1, { readAt: null });

let isFocused: boolean;
let chat: Chat;
let following: Following;

beforeEach(() => {
  class ResizeObserver {
    observe() {}
    disconnect() {}
  }
  Object.assign(globalThis, { document: page, ResizeObserver });
  isFocused = true;
  chat = stillChat({ messages: [said(1, 'visitor', 3, {})] });
  following = followed(chat);
});
afterEach(() => {
  for (const name of ['document', 'ResizeObserver']) Reflect.deleteProperty(globalThis, name);
});

/** Draws the panel with these messages. */
function draw(...messages: ShownMessage[]): string | null {
  Object.assign(chat.messages, { value: messages });
  following.before();
  following.log(transcript);
  following.after();
  return following.newFrom;
}

describe("the line 'new'", () => {
  it('stands above what came while the chat was closed, until it is closed again', () => {
    expect(draw(said(1, 'visitor', 3, {}), unread(2), unread(3))).toBe('m2');
    expect(draw(said(1, 'visitor', 3, {}), said(2, 'Ada', 1, {}), unread(3))).toBe('m2');
    following.log(null);
    expect(following.newFrom).toBeNull();
  });

  it('does not stand above what comes while the visitor looks', () => {
    draw(said(1, 'visitor', 3, {}));
    expect(draw(said(1, 'visitor', 3, {}), unread(2))).toBeNull();
  });

  it('stands above what comes while they are elsewhere, until they answer', () => {
    draw(said(1, 'visitor', 3, {}));
    isFocused = false;
    expect(draw(said(1, 'visitor', 3, {}), unread(2))).toBe('m2');
    isFocused = true;
    expect(draw(said(1, 'visitor', 3, {}), said(2, 'Ada', 1, {}), said(3, 'visitor', 0, {}))).toBeNull();
  });
});
