import type { Conversation } from '../../../packages/client/src/index.ts';
import { agents } from '../account/agents.ts';
import { learn } from '../account/conversations.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { Menu, MenuItem } from '../parts/menu.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';

/** Who takes care of the conversation, and to give it to somebody else. */
export function Assignee({ conversation: { id, assignee } }: { readonly conversation: Conversation }) {
  const myId = me.value?.agent.id ?? '';
  const assign = async (agentId: string | null) => {
    try {
      learn(await client.conversations.assign(id, { agentId }));
    } catch (error) {
      toastFailure(error);
    }
  };
  const known = assignee === null ? undefined : agents.value.get(assignee);
  const nameOf = (agent: { readonly id: string; readonly name: string }) =>
    agent.id === myId ? say('visitor.me', { name: agent.name }) : agent.name;
  const others = [...agents.value.values()].sort((one, other) =>
    one.id === myId ? -1 : other.id === myId ? 1 : one.name.localeCompare(other.name),
  );
  return (
    <div class="assignee">
      <span class="note">{say('visitor.assignee')}</span>
      <Menu
        label={say('visitor.assignTo')}
        opener={(attributes) => (
          <Button class="assignee-button" {...attributes}>
            {known !== undefined && <Avatar name={known.name} seed={known.id} url={known.avatarUrl} size="tiny" />}
            <span class="hidden">{`${say('visitor.assignTo')}: `}</span>
            <span class="cut" dir="auto">
              {known === undefined ? (assignee ?? say('visitor.nobody')) : nameOf(known)}
            </span>
          </Button>
        )}
      >
        <MenuItem isChecked={assignee === null} onChoose={() => void assign(null)}>
          {say('visitor.nobody')}
        </MenuItem>
        {others.map((agent) => (
          <MenuItem key={agent.id} isChecked={assignee === agent.id} onChoose={() => void assign(agent.id)}>
            {nameOf(agent)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
