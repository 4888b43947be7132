import { conversation, visitorName } from '../account/conversations.ts';
import { Avatar } from '../parts/avatar.tsx';
import { say } from '../words/language.ts';
import './visitor-card.css';

/** Who the visitor of a conversation is. */
export function VisitorCard({ id }: { readonly id: string }) {
  const shown = conversation(id).value;
  if (shown === null) return null;
  const { visitor } = shown;
  const name = visitorName(shown);
  return (
    <aside class="visitor-card scroll" aria-label={say('visitor.title')}>
      <div class="visitor-who">
        <Avatar name={name} seed={visitor.email ?? id} size="large" />
        <h2 dir="auto">{name ?? say('list.anonymous')}</h2>
        <p class="faint small">{say(visitor.presence.state === 'here' ? 'list.here' : 'list.left')}</p>
      </div>
      <dl class="facts">
        <dt>{say('visitor.email')}</dt>
        <dd>{visitor.email ?? <span class="faint">{say('visitor.unknown')}</span>}</dd>
      </dl>
    </aside>
  );
}
