import { Empty } from '../parts/empty.tsx';
import { say } from '../words/language.ts';

/** A conversation, and the field to answer in it. */
export function Thread({ id }: { readonly id: string | null }) {
  if (id === null)
    return (
      <Empty icon="chat" title={say('thread.noneTitle')}>
        <p>{say('thread.noneText')}</p>
      </Empty>
    );
  return <p>{id}</p>;
}
