import { useId, useRef, useState } from 'preact/hooks';
import { type Command, commands } from '../commands.ts';
import { go, paths } from '../go.ts';
import { keyLabel } from '../keys.ts';
import { useModal } from '../parts/dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { say } from '../words/language.ts';
import { found } from './found.ts';
import { useFoundConversations } from './found-conversations.ts';
import { closeOverlay, firstQuery } from './overlays.ts';

/** Ctrl/Cmd+K: everything that one can do where one is, by a few letters of its name; and conversations by their visitors'. */
export function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState(firstQuery.peek());
  const [active, setActive] = useState(0);
  const id = useId();
  useModal(dialog);

  const people = useFoundConversations(query);
  const shown: readonly Command[] = [...found(commands.value, query), ...people, ...everywhere(query)];
  const at = Math.min(active, shown.length - 1);
  const choose = (index: number) => {
    const command = shown[index];
    dialog.current?.close();
    // Once the focus is back where it was, a command may move it.
    if (command !== undefined) setTimeout(command.run);
  };

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && shown.length > 0) setActive((at + step + shown.length) % shown.length);
    else if (event.key === 'Enter' && !event.isComposing) choose(at);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      class="dialog high palette"
      aria-label={say('shell.search')}
      onClose={() => closeOverlay('palette')}
    >
      <div class="palette-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={say('shell.searchFor')}
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={shown.length === 0 ? undefined : `${id}-${at}`}
          placeholder={say('shell.searchFor')}
          value={query}
          onInput={({ currentTarget }) => {
            setQuery(currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div class="palette-list scroll" id={id} role="listbox" aria-label={say('shell.search')}>
        {shown.map(({ id: commandId, label, icon, key }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
          <div
            key={commandId}
            id={`${id}-${index}`}
            class="menu-item"
            role="option"
            aria-selected={index === at}
            data-active={index === at}
            onMouseMove={() => setActive(index)}
            onClick={() => choose(index)}
          >
            <Icon name={icon ?? 'bolt'} />
            <span class="name cut">{label}</span>
            {key !== undefined && keyLabel(key).map((part) => <kbd key={part}>{part}</kbd>)}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p class="palette-none faint small">{say('shell.noCommand', { query })}</p>}
    </dialog>
  );
}

/** The list can show more than fits in here. */
const everywhere = (query: string): readonly Command[] =>
  query.trim() === ''
    ? []
    : [
        {
          id: 'search',
          label: say('shell.searchVisitors', { query: query.trim() }),
          icon: 'search',
          run: () => go(`${paths.inbox}?${new URLSearchParams({ show: 'all', q: query.trim() })}`),
        },
      ];
