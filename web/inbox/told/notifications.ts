import { signal } from '@preact/signals';
import type { Conversation, Message } from '../../../packages/client/src/index.ts';
import { visitorName } from '../account/conversations.ts';
import { go, paths } from '../go.ts';
import { say } from '../words/language.ts';

/** Whether this browser shows notifications: `default` means that it has not been asked. */
export const permission = signal<NotificationPermission | 'unsupported'>(
  'Notification' in globalThis ? Notification.permission : 'unsupported',
);

/** To be called by a click, which is when browsers let a page ask. */
export async function askForPermission(): Promise<void> {
  if (permission.peek() === 'unsupported') return;
  permission.value = await Notification.requestPermission();
}

interface Shown {
  readonly conversation: Conversation;
  readonly message: Pick<Message, 'text'>;
  /** Whether to show how the message begins. */
  readonly hasPreview: boolean;
}

const longestPreview = 160;

/** Shows a notification, instead of an earlier one of the same conversation; a click on it opens the conversation. */
export function notify({ conversation, message, hasPreview }: Shown): void {
  if (permission.peek() !== 'granted') return;
  const name = visitorName(conversation) ?? say('list.anonymous');
  const preview = message.text.slice(0, longestPreview).trim() || say('list.files');
  try {
    const shown = new Notification(
      hasPreview ? name : say('preferences.newMessage'),
      hasPreview ? { body: preview, tag: conversation.id } : { tag: conversation.id },
    );
    shown.onclick = () => {
      window.focus();
      go(paths.conversation(conversation.id));
      shown.close();
    };
  } catch {
    // On phones a page without a service worker may not.
    permission.value = 'unsupported';
  }
}
