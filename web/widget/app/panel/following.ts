import { type Signal, signal } from '@preact/signals';
import type { Chat } from '../chat.ts';
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
  /** Tells the chat what is really visible, in a focused tab. */
  look(): void;
}

const topOf = (element: HTMLElement) => element.getBoundingClientRect().top;

/**
 * Stays at the newest message while the visitor is there, and where they are while they read older ones, also when
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
  const isNearEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) =>
    scrollHeight - scrollTop - clientHeight < nearPixels;
  /** The visitor may have scrolled up already, and the event is still to come. */
  const staysAtEnd = () => {
    if (element !== null && element.scrollTop < scrolledTo && !isNearEnd(element)) isAtEnd.value = false;
    return isAtEnd.peek();
  };
  // The keyboard opened, or the composer grew.
  const resized = new ResizeObserver(() => staysAtEnd() && following.toEnd());
  const following: Following = {
    isAtEnd,
    newFrom: null,
    log(log) {
      if (log === element) return;
      resized.disconnect();
      element = log;
      isAtEnd.value = true;
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
      const unread = messages.find(isUnread);
      if (isAnswered) following.newFrom = null;
      // What comes while the visitor looks at the end is no news to them.
      else if (unread !== undefined && !(read === undefined && isLooking())) following.newFrom ??= keyOf(unread);
    },
    after() {
      if (read?.isConnected) element?.scrollBy(0, within(read) - readAt);
      if (isAtEnd.peek() || isAnswered) following.toEnd();
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
      const end = element.clientHeight - nearPixels / 2;
      const seen = articles().findLast((article) => within(article) < end);
      if (seen !== undefined) chat.seen(Number(seen.dataset.seq));
    },
  };
  return following;
}
