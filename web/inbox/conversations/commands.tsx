import type { Conversation } from '../../../packages/client/src/index.ts';
import { agents } from '../account/agents.ts';
import { learn } from '../account/conversations.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { useCommand, useCommands } from '../commands.ts';
import { go, ifOpened, paths } from '../go.ts';
import { toastFailure } from '../parts/toasts.tsx';
import { openPalette } from '../shell/overlays.ts';
import { say } from '../words/language.ts';

interface CommandsProps {
  readonly id: string;
  /** The part of the address that says which list it is in. */
  readonly search: string;
}

/** What one can do by a key, or by Ctrl/Cmd+K, with the conversation that is open. */
export function ConversationCommands({ id, search }: CommandsProps) {
  const mine = me.value?.agent.id ?? '';
  const doing = (asked: Promise<Conversation>) => void asked.then(learn).catch(toastFailure);
  const assign = (agentId: string | null) => doing(client.conversations.assign(id, { agentId }));
  useCommand({
    id: 'assignToMe',
    label: say('list.assignToMe'),
    icon: 'person',
    key: 'assignToMe',
    run: ifOpened(id, () => assign(mine)),
  });
  useCommand({
    id: 'assign',
    label: say('list.assign'),
    icon: 'people',
    key: 'assign',
    run: ifOpened(id, () => openPalette(say('list.assignTo', { name: '' }))),
  });
  useCommands([
    ...[...agents.value.values()]
      .filter((agent) => agent.id !== mine)
      .map((agent) => ({
        id: `assign ${agent.id}`,
        label: say('list.assignTo', { name: agent.name }),
        icon: 'person' as const,
        run: () => assign(agent.id),
      })),
    { id: 'assignToNobody', label: say('list.assignToNobody'), icon: 'person', run: () => assign(null) },
  ]);
  useCommand({
    id: 'markUnread',
    label: say('list.markUnread'),
    icon: 'mail',
    key: 'markUnread',
    run: ifOpened(id, () => {
      // First away from it, because what is looked at counts as read.
      go(`${paths.inbox}${search}`);
      doing(client.conversations.unread(id));
    }),
  });
  return null;
}
