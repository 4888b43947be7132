import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ProblemError } from '../../../packages/client/src/index.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { reasonOf, toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { faultInWords } from '../words/refusals.ts';

interface AskProps {
  readonly title: string;
  /** What the button that does it says. */
  readonly does: string;
  readonly kind?: 'primary' | 'danger';
  /** It closes once this has happened, and says what went wrong. */
  readonly run: () => Promise<unknown>;
  readonly onClose: () => void;
  /** May show what is wrong with single fields. */
  readonly children: ComponentChildren | ((problemOf: (field: string) => string | null) => ComponentChildren);
}

/** Asks before something happens, or for what it needs. */
export function Ask({ title, does, kind = 'primary', run, onClose, children }: AskProps) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const errors = (failure instanceof ProblemError ? failure.problem?.errors : null) ?? [];
  const problemOf = (field: string) => {
    const error = errors.find(({ path }) => path === field);
    return error === undefined ? null : faultInWords(error);
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await run();
      onClose();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form class="settings-form" onSubmit={(event) => void submit(event)}>
        {typeof children === 'function' ? children(problemOf) : children}
        {failure !== null && errors.length === 0 && (
          <p class="problem" role="alert">
            {say('shell.failed', { why: reasonOf(failure) })}
          </p>
        )}
        <div class="settings-actions">
          <Button kind={kind} type="submit" disabled={isBusy}>
            {does}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {say('shell.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface SecretProps {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** A secret that is shown only this once. */
export const SecretShown = ({ title, secret, onClose }: SecretProps) => (
  <Dialog title={title} onClose={onClose}>
    <div class="settings-form">
      <p>{say('settings.shownOnce')}</p>
      <code class="code secret">{secret}</code>
      <div class="settings-actions">
        <CopyButton text={secret} kind="primary" />
      </div>
    </div>
  </Dialog>
);

interface CopyProps {
  readonly text: string;
  readonly kind?: 'primary' | 'normal';
}

export const CopyButton = ({ text, kind = 'normal' }: CopyProps) => (
  <Button
    kind={kind}
    onClick={() =>
      navigator.clipboard.writeText(text).then(
        () => toast(say('settings.copied')),
        () => toast(say('settings.notCopied')),
      )
    }
  >
    {say('settings.copy')}
  </Button>
);
