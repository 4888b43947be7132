import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { say } from '../words/language.ts';
import { Button } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: 'wide';
  readonly foot?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Open as long as it is rendered. Escape and a click beside it close it; the focus goes back to where it was. */
export function Dialog({ title, onClose, size, foot, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useModal(dialog);
  return (
    <dialog ref={dialog} class={`dialog ${size ?? ''}`} aria-labelledby={titleId} onClose={onClose}>
      <header class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button kind="quiet" icon="close" label={say('shell.close')} onClick={() => dialog.current?.close()} />
      </header>
      <div class="dialog-body">{children}</div>
      {foot !== undefined && <footer class="dialog-foot">{foot}</footer>}
    </dialog>
  );
}

/** Opens a dialog above everything while it is rendered; a click beside it closes it. */
export function useModal(dialog: { readonly current: HTMLDialogElement | null }): void {
  // Before the next key is pressed, which is meant for the dialog already.
  useLayoutEffect(() => {
    const { current } = dialog;
    const before = document.activeElement;
    current?.showModal();
    current?.addEventListener('click', ({ target }) => target === current && current.close());
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [dialog]);
}
