import { effect } from '@preact/signals';
import { title } from '../parts/title.ts';
import { showInIcon } from './icon.ts';
import { iconCount, titleWith } from './news.ts';
import { unreadCount } from './unread.ts';

/** Shows in the browser's tab what the page is called, and how much there is to read. Returns what ends it. */
export function showInTab(): () => void {
  let icon = iconCount(0);
  return effect(() => {
    const count = unreadCount.value;
    if (title.value !== null) document.title = titleWith(count, title.value);
    if (iconCount(count) === icon) return;
    icon = iconCount(count);
    showInIcon(count);
  });
}
