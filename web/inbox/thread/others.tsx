import { second } from '../account/clock.ts';
import { Icon } from '../parts/icons.tsx';
import { say } from '../words/language.ts';
import { threadOf } from './messages-state.ts';

/** Says that a colleague writes in the same conversation, so that the visitor does not get two answers. */
export function OthersAnswer({ conversationId }: { readonly conversationId: string }) {
  const now = Math.min(second.value, Date.now());
  const others = threadOf(conversationId).value.typing.filter(({ kind, until }) => kind !== 'visitor' && until >= now);
  return (
    <div role="status">
      {others.map(({ id, name }) => (
        <p key={id} class="others-answer small">
          <Icon name="people" />
          {say('composer.answersToo', { name: name ?? say('thread.agent') })}
        </p>
      ))}
    </div>
  );
}
