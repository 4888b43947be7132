import { signal } from '@preact/signals';
import type { Problem } from '../../../packages/client/src/index.ts';
import { say } from '../words/language.ts';
import { problemInWords } from '../words/refusals.ts';
import { Button } from './button.tsx';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** So long a toast is shown; one with a button longer, so that there is time to reach it. */
const [shownMs, shownWithActionMs] = [5_000, 9_000];
const maxShown = 3;

/** Says briefly that something has happened. */
export function toast(text: string, action?: Toast['action']): void {
  lastId += 1;
  const id = lastId;
  toasts.value = [...toasts.peek(), { id, text, action }].slice(-maxShown);
  setTimeout(() => dismiss(id), action === undefined ? shownMs : shownWithActionMs);
}

/** Says that what was asked for did not work, and why. */
export const toastFailure = (error: unknown): void => toast(say('shell.failed', { why: reasonOf(error) }));

/** Of an error, what a person can read. */
export function reasonOf(error: unknown): string {
  if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError'))
    return say('shell.unavailable');
  const { problem } = error as { readonly problem?: Problem | null };
  if (problem) return problemInWords(problem);
  return error instanceof Error ? error.message : String(error);
}

const dismiss = (id: number) => {
  toasts.value = toasts.peek().filter((one) => one.id !== id);
};

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map(({ id, text, action }) => (
      <div class="toast" key={id}>
        <span>{text}</span>
        {action !== undefined && (
          <Button
            class="act"
            onClick={() => {
              dismiss(id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        )}
        <Button icon="close" label={say('shell.dismiss')} onClick={() => dismiss(id)} />
      </div>
    ))}
  </div>
);
