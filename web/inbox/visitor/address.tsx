import type { Conversation } from '../../../packages/client/src/index.ts';
import { me } from '../account/me.ts';
import { Button } from '../parts/button.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { writeInto } from '../thread/writing.ts';
import { say, type WordKey } from '../words/language.ts';
import { changeVisitor } from './change-visitor.ts';
import { Editable } from './editable.tsx';

interface AddressProps {
  readonly conversation: Conversation;
  /** Called when the composer is to be seen. */
  readonly onAsk: (() => void) | undefined;
}

/** The visitor's address, where it is from, and how one gets to know it or another one. */
export function Address({ conversation, onAsk }: AddressProps) {
  const { email, suggestedEmail: suggested } = conversation.visitor;
  // On a channel of their own they are answered without one.
  const isNeeded = conversation.channel.kind === 'web' || me.value?.account.forwarding.outsideWindow === 'email';
  const take = async (address: string) => {
    try {
      await changeVisitor(conversation, { email: address }, say('visitor.emailTaken', { address }));
    } catch (error) {
      toastFailure(error);
    }
  };
  return (
    <div class="visitor-address">
      <Editable
        label={say('visitor.email')}
        value={email}
        add={say('visitor.addEmail')}
        change={say('visitor.changeEmail', { value: email ?? '' })}
        kind="email"
        maxLength={254}
        onSave={(email) =>
          changeVisitor(conversation, { email }, say(email === null ? 'visitor.emailRemoved' : 'visitor.emailChanged'))
        }
      />
      {email !== null && <p class="note">{sourceWords(conversation)}</p>}
      {suggested !== null && (
        <p class="suggested small">
          <span>{say('visitor.suggested', { address: suggested })}</span>
          <Button size="small" onClick={() => void take(suggested)}>
            {say('visitor.useIt')}
          </Button>
        </p>
      )}
      {email === null && isNeeded && (
        <p class="suggested small">
          <span>{say('visitor.noAddress')}</span>
          <Button
            size="small"
            icon="reply"
            onClick={() => {
              onAsk?.();
              // Once the sheet has gone, which gives the focus back.
              setTimeout(() => writeInto(conversation.id, say('visitor.askingSentence')));
            }}
          >
            {say('visitor.askForIt')}
          </Button>
        </p>
      )}
    </div>
  );
}

const sources: Readonly<Record<NonNullable<Conversation['visitor']['emailSource']>, WordKey>> = {
  contactForm: 'visitor.fromContactForm',
  agent: 'visitor.fromAgent',
  conversation: 'visitor.fromConversation',
  identity: 'visitor.fromIdentity',
};

function sourceWords({ visitor: { emailSource, emailVerified } }: Conversation): string {
  if (emailSource === null) return '';
  const source = say(sources[emailSource]);
  return emailVerified ? say('visitor.verified', { source }) : source;
}
