import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { reasonOf } from '../parts/toasts.tsx';
import { wholeTime } from '../words/format.ts';
import { say } from '../words/language.ts';

interface OriginalProps {
  readonly message: Message;
  readonly onClose: () => void;
}

/** The whole email that a message came by, in a frame in which nothing runs and that loads nothing. */
export function Original({ message: { conversationId, id, receivedAt }, onClose }: OriginalProps) {
  const [state, setState] = useState<'loading' | 'ready' | { readonly problem: string }>('loading');
  useEffect(() => {
    const stop = new AbortController();
    // Asked first, because a frame cannot say in words why it stays empty.
    client.messages.email(conversationId, id, { signal: stop.signal }).then(
      () => setState('ready'),
      (error) => stop.signal.aborted || setState({ problem: reasonOf(error) }),
    );
    return () => stop.abort();
  }, [conversationId, id]);
  return (
    <Dialog title={say('composer.originalTitle')} size="wide" onClose={onClose}>
      <p class="note">{wholeTime(Date.parse(receivedAt))}</p>
      {state === 'loading' ? (
        <SkeletonRows count={4} />
      ) : state === 'ready' ? (
        // By its address: a `srcdoc` has this page's policy, which takes the email's own styles away.
        <iframe
          class="original"
          title={say('composer.originalTitle')}
          sandbox=""
          src={`/v1/conversations/${encodeURIComponent(conversationId)}/messages/${encodeURIComponent(id)}/email`}
        />
      ) : (
        <p role="alert">{state.problem}</p>
      )}
    </Dialog>
  );
}
