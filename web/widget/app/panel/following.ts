import { type Signal, signal } from '@preact/signals';
import type { Chat, ShownMessage } from '../chat.ts';
import { isByVisitor, isUnread, keyOf } from './rows.ts';

/** So near to the end, or to the beginning, counts as there. */
const nearPixels = 48;

/** Where the visitor is in the transcript. */
export interface Following {
  readonly isAtEnd: Signal<boolean>;
  /** The key of the first message that came since the visitor last looked, until the chat is closed. */
  newFrom: string | null;
  /** The transcript's element; null once it is gone. */
  log(element: HTMLElement | null): void;
  /** Around a change of what is shown. */
  before(): void;
  after(): void;
  scrolled(): void;
  toEnd(): void;
  /** Tells the chat of which messages the end is really visible, in a focused tab. */
  look(): void;
}

const topOf = (element: HTMLElement) => element.getBoundingClientRect().top;

/**
 * Begins at the first message that the visitor has not read, stays at the newest one while they are there, and where they are while they read older ones, also when
 * earlier ones are loaded above.
 */
export function followed(chat: Chat): Following {
  const isAtEnd = signal(true);
  let element: HTMLElement | null = null;
  /** What the visitor reads, and where it was before the change. */
  let read: HTMLElement | undefined;
  let readAt = 0;
  let last: string | undefined;
  /** The visitor has just written. */
  let isAnswered = false;
  const isLooking = () => element !== null && document.visibilityState === 'visible' && document.hasFocus();
  /** How far below the transcript's upper edge. */
  const within = (article: HTMLElement) => topOf(article) - (element === null ? 0 : topOf(element));
  const articles = () => [...(element?.querySelectorAll<HTMLElement>('[data-seq]') ?? [])];
  let scrolledTo = 0;
  /** No message was shown yet. */
  let isFresh = true;
  let unread: ShownMessage | undefined;
  const isNearEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) =>
    scrollHeight - scrollTop - clientHeight < nearPixels;
  /** The visitor may have scrolled up already, and the event is still to come. */
  const staysAtEnd = () => {
    if (element !== null && element.scrollTop < scrolledTo && !isNearEnd(element)) isAtEnd.value = false;
    return isAtEnd.peek();
  };
  /** What the visitor would otherwise have to scroll back to. */
  function toUnread(): void {
    const first = articles().find(
      ({ dataset }) => unread && 'message' in unread && dataset.seq === `${unread.message.seq}`,
    );
    if (element === null || !first || within(first) > nearPixels) return;
    element.scrollBy(0, within(first) - nearPixels);
    isAtEnd.value = isNearEnd(element);
  }
  // The keyboard opened, or the composer grew.
  const resized = new ResizeObserver(() => staysAtEnd() && following.toEnd());
  const following: Following = {
    isAtEnd,
    newFrom: null,
    log(log) {
      if (log === element) return;
      resized.disconnect();
      element = log;
      isAtEnd.value = isFresh = true;
      scrolledTo = 0;
      if (log === null) following.newFrom = null;
      else resized.observe(log);
    },
    before() {
      read = staysAtEnd() ? undefined : articles().find((article) => within(article) >= 0);
      if (read !== undefined) readAt = within(read);
      const messages = chat.messages.value;
      const newest = messages.at(-1);
      isAnswered = newest !== undefined && isByVisitor(newest) && keyOf(newest) !== last;
      last = newest && keyOf(newest);
      unread = messages.find(isUnread(chat));
      if (isAnswered) following.newFrom = null;
      // What comes while the visitor looks at the end is no news to them.
      else if (unread && (isFresh || read || !isLooking())) following.newFrom ??= keyOf(unread);
    },
    after() {
      if (read?.isConnected) element?.scrollBy(0, within(read) - readAt);
      if (isAtEnd.peek() || isAnswered) following.toEnd();
      if (isAtEnd.peek() && (isFresh || !isLooking())) toUnread();
      const [oldest] = chat.messages.value;
      if (oldest && 'message' in oldest) isFresh = false;
      if (element !== null) scrolledTo = element.scrollTop;
      following.look();
    },
    scrolled() {
      if (element === null) return;
      scrolledTo = element.scrollTop;
      isAtEnd.value = isNearEnd(element);
      if (scrolledTo < nearPixels && chat.earlier.peek() === 'some') chat.loadEarlier();
      following.look();
    },
    toEnd() {
      element?.scrollTo(0, element.scrollHeight);
    },
    look() {
      if (element === null || !isLooking()) return;
      for (const article of articles()) {
        const end = within(article) + article.clientHeight;
        // Its time may still be below.
        if (end > 0 && end < element.clientHeight + nearPixels / 2) chat.seen(Number(article.dataset.seq));
      }
    },
  };
  return following;
}
