import { useState } from 'preact/hooks';
import type { Agent } from '../../../packages/client/src/index.ts';
import { agents, loadAgents } from '../account/agents.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Badge } from '../parts/badge.tsx';
import { Field } from '../parts/field.tsx';
import { toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { Part } from './controls.tsx';
import { Ask } from './dialogs.tsx';
import { ListPart } from './list-part.tsx';
import { AddButton, AskToRemove, EditAndRemove } from './row-buttons.tsx';

type Edited = Pick<Agent, 'name' | 'email' | 'role'> & { readonly id: string | null };

const fresh: Edited = { id: null, name: '', email: null, role: 'agent' };

/** Settings > Account > Agents: who answers, and who may set all this. */
export function Agents() {
  const [edited, setEdited] = useState<Edited | null>(null);
  const [removed, setRemoved] = useState<Agent | null>(null);
  const all = [...agents.value.values()].sort((one, other) => one.name.localeCompare(other.name));
  return (
    <Part title={say('settings.agents')} text={say('settings.agentsText')}>
      <AddButton label={say('settings.addAgent')} onClick={() => setEdited(fresh)} />
      <ListPart
        loaded={{ state: 'ready', value: all }}
        onRetry={() => void loadAgents()}
        icon="people"
        none={say('settings.noAgents')}
        label={say('settings.agents')}
        columns={[say('settings.name'), say('settings.email'), say('settings.role')]}
        row={(agent) => (
          <tr key={agent.id}>
            <td>
              <span class="agent-name">
                <Avatar name={agent.name} seed={agent.id} url={agent.avatarUrl} size="small" />
                {agent.name}
              </span>
            </td>
            <td>{agent.email ?? '–'}</td>
            <td>
              <Badge tone={agent.role === 'admin' ? 'accent' : 'quiet'}>{say(`settings.role-${agent.role}`)}</Badge>
            </td>
            <td>
              <EditAndRemove
                name={agent.name}
                onEdit={() => setEdited(agent)}
                onRemove={() => setRemoved(agent)}
                canRemove={agent.id !== me.value?.agent.id}
              />
            </td>
          </tr>
        )}
      />
      {edited !== null && <EditAgent agent={edited} onClose={() => setEdited(null)} />}
      {removed !== null && (
        <AskToRemove
          name={removed.name}
          means={say('settings.removeAgentText')}
          run={async () => {
            await client.agents.delete(removed.id);
            await loadAgents();
          }}
          onClose={() => setRemoved(null)}
        />
      )}
    </Part>
  );
}

function EditAgent({ agent, onClose }: { readonly agent: Edited; readonly onClose: () => void }) {
  const [name, setName] = useState(agent.name);
  const [email, setEmail] = useState(agent.email ?? '');
  const [role, setRole] = useState(agent.role);
  async function run(): Promise<void> {
    const { avatarUrl = null } = agents.peek().get(agent.id ?? '') ?? {};
    const body = { name: name.trim(), email: email.trim() || null, avatarUrl, role };
    await client.agents.put(agent.id ?? crypto.randomUUID(), body);
    await loadAgents();
    toast(say('settings.saved'));
  }
  const title = agent.id === null ? say('settings.addAgent') : say('settings.editOf', { name: agent.name });
  return (
    <Ask title={title} does={say('settings.save')} run={run} onClose={onClose}>
      {(problemOf) => (
        <>
          <Field label={say('settings.name')} problem={problemOf('name')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="text"
                required
                value={name}
                onInput={({ currentTarget: { value } }) => setName(value)}
              />
            )}
          </Field>
          <Field label={say('settings.email')} hint={say('settings.agentEmailHint')} problem={problemOf('email')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="email"
                value={email}
                onInput={({ currentTarget: { value } }) => setEmail(value)}
              />
            )}
          </Field>
          <Field label={say('settings.role')} hint={say(`settings.role-${role}-means`)} problem={problemOf('role')}>
            {(attributes) => (
              <select
                {...attributes}
                class="select"
                value={role}
                disabled={agent.id === me.value?.agent.id}
                onChange={({ currentTarget: { value } }) => setRole(value as Agent['role'])}
              >
                {(['agent', 'admin'] as const).map((one) => (
                  <option key={one} value={one} selected={one === role}>
                    {say(`settings.role-${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      )}
    </Ask>
  );
}
