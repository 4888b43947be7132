import { type ChatEvent, type Message, ProblemError } from '../../../packages/client/src/index.ts';
import { onceAcrossTabs } from '../../once.ts';
import { maySound, ring } from '../../sound.ts';
import { conversation as known, load } from '../account/conversations.ts';
import { me } from '../account/me.ts';
import { openedConversation } from '../go.ts';
import { concerns, isNews } from './news.ts';
import { notify } from './notifications.ts';

/** Messages that come together, as after a lost connection, sound once. */
const quietMs = 3_000;
let rangAt = Number.NEGATIVE_INFINITY;

/** Tells the agent, as they have chosen, when a visitor writes in a conversation that concerns them. */
export function tellOf(event: ChatEvent): void {
  if (event.type === 'message.created' && isNews(event.data)) void tell(event.data).catch(reportUnlessGone);
}

async function tell(message: Message): Promise<void> {
  const mine = me.peek();
  if (mine === null) return;
  const { agent, preferences } = mine;
  const { conversationId: id } = message;
  const conversation = known(id).peek() ?? (await load(id));
  if (!concerns(conversation, agent.id)) return;
  const locks = navigator.locks ?? null;
  const name = (how: string) => `afterchat inbox ${agent.id} ${how} ${message.id}`;
  const isLooking = document.visibilityState === 'visible' && document.hasFocus();
  const isSeen = isLooking && openedConversation() === id;
  const all: Promise<void>[] = [];
  if (preferences.sound && (isSeen || maySound()))
    all.push(onceAcrossTabs({ locks, name: name('sound'), isSeen }, ringUnlessJust));
  if (preferences.desktopNotifications)
    all.push(
      onceAcrossTabs({ locks, name: name('notification'), isSeen: isLooking }, () =>
        notify({ conversation, message, hasPreview: preferences.notificationPreview }),
      ),
    );
  await Promise.all(all);
}

function ringUnlessJust(): void {
  const now = performance.now();
  if (now - rangAt < quietMs) return;
  rangAt = now;
  ring();
}

/** It may have been erased meanwhile. */
function reportUnlessGone(error: unknown): void {
  if (!(error instanceof ProblemError && error.status === 404)) reportError(error);
}
