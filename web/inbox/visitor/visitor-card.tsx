import type { Conversation } from '../../../packages/client/src/index.ts';
import { minute } from '../account/clock.ts';
import { conversation, visitorName } from '../account/conversations.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { listTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { Address } from './address.tsx';
import { Assignee } from './assignee.tsx';
import { changeVisitor } from './change-visitor.ts';
import { useEarlier } from './earlier.ts';
import { EarlierList } from './earlier-list.tsx';
import { Editable } from './editable.tsx';
import { Facts } from './facts.tsx';
import './visitor-card.css';

/** Who the visitor of a conversation is, beside it. */
export function VisitorCard({ id }: { readonly id: string }) {
  const shown = conversation(id).value;
  if (shown === null) return null;
  return (
    <aside class="visitor-card scroll" aria-label={say('visitor.title')}>
      <About conversation={shown} />
    </aside>
  );
}

interface SheetProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** The same above the conversation, where there is no room beside it. */
export function VisitorSheet({ id, onClose }: SheetProps) {
  const shown = conversation(id).value;
  if (shown === null) return null;
  return (
    <Dialog title={say('visitor.details')} onClose={onClose}>
      <div class="visitor-sheet">
        <About conversation={shown} onAsk={onClose} />
      </div>
    </Dialog>
  );
}

interface AboutProps {
  readonly conversation: Conversation;
  readonly onAsk?: () => void;
}

function About({ conversation, onAsk }: AboutProps) {
  const { id, visitor, createdAt, channel } = conversation;
  const { state, leftAt } = visitor.presence;
  const earlier = useEarlier(conversation);
  const firstSeenAt = [createdAt, ...earlier.items.map((one) => one.createdAt)].sort()[0] as string;
  return (
    <>
      <div class="visitor-who">
        <Avatar name={visitorName(conversation)} seed={visitor.email ?? id} url={visitor.pictureUrl} size="large" />
        <h2 class="visitor-name">
          <Editable
            label={say('visitor.name')}
            value={visitor.name}
            add={say('visitor.addName')}
            change={say('visitor.changeName', { value: visitor.name ?? '' })}
            kind="text"
            maxLength={200}
            onSave={(name) => changeVisitor(conversation, { name }, say('visitor.nameChanged'))}
          />
        </h2>
        {channel.kind === 'web' && (
          <p class="faint small visitor-presence">
            <span class="dot" data-on={state === 'here'} />
            {state === 'here' || leftAt === null
              ? say(state === 'here' ? 'list.here' : 'list.left')
              : say('visitor.leftAt', { time: listTime(Date.parse(leftAt), minute.value) })}
          </p>
        )}
        <Address conversation={conversation} onAsk={onAsk} />
      </div>
      <Assignee conversation={conversation} />
      <section class="visitor-section" aria-labelledby="about-title">
        <h3 id="about-title">{say('visitor.about')}</h3>
        <Facts conversation={conversation} firstSeenAt={firstSeenAt} />
      </section>
      <EarlierList conversation={conversation} earlier={earlier} />
    </>
  );
}
