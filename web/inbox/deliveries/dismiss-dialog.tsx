import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';

interface DismissDialogProps {
  /** What dismissing means here. */
  readonly means: string;
  /** Dismisses it; rejects if that did not work. */
  readonly dismiss: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks why something needs no more action, because the next person who looks wants to know. */
export function DismissDialog({ means, dismiss, onClose }: DismissDialogProps) {
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  async function confirm(event: Event) {
    event.preventDefault();
    setBusy(true);
    try {
      await dismiss(reason.trim());
      onClose();
    } catch (error) {
      setBusy(false);
      toastFailure(error);
    }
  }
  return (
    <Dialog
      title={say('deliveries.dismissTitle')}
      onClose={onClose}
      foot={
        <Button kind="danger" type="submit" form="dismiss" disabled={isBusy || reason.trim() === ''}>
          {say('deliveries.dismiss')}
        </Button>
      }
    >
      <form id="dismiss" class="dismiss" onSubmit={(event) => void confirm(event)}>
        <p>{means}</p>
        <Field label={say('deliveries.dismissWhy')} hint={say('deliveries.dismissWhyHint')}>
          {(attributes) => (
            <input
              {...attributes}
              class="input"
              maxLength={500}
              value={reason}
              onInput={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
