import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type KeyName, useKey } from './keys.ts';
import type { IconName } from './parts/icons.tsx';

/** What one can do by Ctrl/Cmd+K, and by its key, while the component that has it is shown. */
export interface Command {
  readonly id: string;
  /** What it is called, in the page's language. */
  readonly label: string;
  readonly icon?: IconName;
  /** Of keys.ts; `useCommand` listens to it as well. */
  readonly key?: KeyName;
  readonly run: () => void;
}

export const commands = signal<readonly Command[]>([]);

/** Offers these commands while the component is shown. */
export function useCommands(offered: readonly Command[]): void {
  const latest = useRef(offered);
  latest.current = offered;
  const names = offered.map(({ id, label }) => `${id} ${label}`).join('\n');
  // Their names say whether they have become others.
  useEffect(() => {
    const mine = latest.current.map((command, index) => ({
      ...command,
      run: () => latest.current[index]?.run(),
    }));
    commands.value = [...commands.peek(), ...mine];
    return () => {
      commands.value = commands.peek().filter((command) => !mine.includes(command));
    };
  }, [names]);
}

/** One command and its key. */
export function useCommand(command: Command & { readonly key: KeyName }): void {
  useCommands([command]);
  useKey(command.key, command.run);
}
