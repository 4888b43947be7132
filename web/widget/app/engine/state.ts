import { computed, signal } from '@preact/signals';
import type { ContactFormState, VisitorSession } from '../../../../packages/client/src/index.ts';
import type { Handoff } from '../../handoff.ts';
import type { Chat, DraftFile, OutboxMessage, Person, Team, Trouble, Visitor } from '../chat.ts';
import { shownMessages, type Transcript, unreadIn } from './transcript.ts';

export type State = ReturnType<typeof chatState>;

/** What the service tells of the agents, before a session or in one. */
export interface Agents {
  readonly online: boolean;
  readonly people?: readonly Person[];
  readonly contactForm?: 'off' | 'optional' | 'required';
}

const nobody: Visitor = { email: null, name: null, isIdentified: false };

/** What the panel shows, as signals that the engine sets. */
export function chatState({ agents }: Handoff['configuration']) {
  const transcript = signal<Transcript>(new Map());
  const outbox = signal<readonly OutboxMessage[]>([]);
  const readUpTo = signal(0);
  return {
    isOpen: signal(false),
    connection: signal<Chat['connection']['value']>('idle'),
    transcript,
    outbox,
    readUpTo,
    messages: computed(() => shownMessages(transcript.value, outbox.value)),
    unread: computed(() => unreadIn(transcript.value, readUpTo.value)),
    earlier: signal<'none' | 'some' | 'loading'>('none'),
    team: signal<Team>(teamOf(agents)),
    form: signal<ContactFormState>(formBefore(agents)),
    visitor: signal(nobody),
    typing: signal<readonly Person[]>([]),
    draft: signal(''),
    files: signal<readonly DraftFile[]>([]),
    waits: signal(false),
    trouble: signal<Trouble | null>(null),
  };
}

/** What another visitor must not see. */
export function clearVisitor(state: State): void {
  state.transcript.value = new Map();
  state.outbox.value = [];
  state.readUpTo.value = 0;
  state.earlier.value = 'none';
  state.visitor.value = nobody;
  state.typing.value = [];
  state.draft.value = '';
  state.files.value = [];
  state.waits.value = false;
  state.trouble.value = null;
  state.connection.value = 'idle';
}

export function takeAgents(state: State, agents: Agents, tell: Handoff['tell']): void {
  const before = state.team.value;
  state.team.value = teamOf(agents);
  if (before.isOnline !== agents.online) tell('agents', { online: agents.online });
  if (state.form.value.state !== 'done') state.form.value = formBefore(agents);
}

const teamOf = ({ online, people = [] }: Agents): Team => ({
  isOnline: online,
  people,
});

export const visitorOf = ({ email, name, emailSource }: VisitorSession['visitor']): Visitor => ({
  email,
  name,
  isIdentified: emailSource === 'identity',
});

/** The form of somebody whose address is not known, by the rule of the moment. */
export function formBefore({ contactForm: rule = 'off' }: Agents): ContactFormState {
  return rule === 'off' ? { state: 'notNeeded', fields: [] } : { state: rule, fields: ['email', 'name'] };
}
