import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import type { Message } from '../../../packages/client/src/index.ts';
import { Button } from '../parts/button.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';

type Dialog = ComponentType<{ readonly message: Message; readonly onClose: () => void }>;

/** Shows the email that a message came by; what shows it is loaded when somebody wants to see one. */
export function ShowOriginal({ message }: { readonly message: Message }) {
  const [Original, setOriginal] = useState<Dialog | null>(null);
  const open = async () => {
    try {
      const { Original } = await import('./original.tsx');
      setOriginal(() => Original);
    } catch (error) {
      toastFailure(error);
    }
  };
  return (
    <>
      <Button
        class="show-original"
        size="small"
        kind="quiet"
        icon="eye"
        title={say('composer.showOriginal')}
        onClick={() => void open()}
      >
        {say('composer.original')}
      </Button>
      {Original !== null && <Original message={message} onClose={() => setOriginal(null)} />}
    </>
  );
}
