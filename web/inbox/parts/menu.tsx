import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icons.tsx';

interface MenuProps {
  /** What opens it: gets the attributes of a button that has a menu. */
  readonly opener: (attributes: MenuOpener) => ComponentChildren;
  readonly label: string;
  readonly children: ComponentChildren;
}

export interface MenuOpener {
  readonly popovertarget: string;
  readonly 'aria-haspopup': 'menu';
}

/** A menu in a popover, which the browser closes. Arrow keys go through it; a choice closes it. */
export function Menu({ opener, label, children }: MenuProps) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);

  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)') ?? [])];

  function opened({ newState }: { readonly newState: string }) {
    const shown = menu.current;
    if (shown === null || newState !== 'open') return;
    const button = document.querySelector<HTMLElement>(`[popovertarget="${id}"]`);
    if (button !== null) putBeside(shown, button.getBoundingClientRect());
    (items().find((item) => item.ariaChecked === 'true') ?? items()[0])?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = items();
    all.at((all.indexOf(document.activeElement as HTMLElement) + step) % all.length)?.focus();
  }

  return (
    <>
      {opener({ popovertarget: id, 'aria-haspopup': 'menu' })}
      <div
        ref={menu}
        id={id}
        class="menu"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        popover="auto"
        onToggle={opened}
        onKeyDown={onKeyDown}
        onClick={(event) => (event.target as Element).closest('[role^=menuitem]') && menu.current?.hidePopover()}
      >
        {children}
      </div>
    </>
  );
}

const gap = 4;

/** Below the button, above it if there is more room; within the window. */
function putBeside(menu: HTMLElement, button: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const isBelow = button.bottom + gap + height <= innerHeight || button.top < innerHeight - button.bottom;
  const top = isBelow ? button.bottom + gap : button.top - gap - height;
  const fits = button.left + width <= innerWidth - 2 * gap;
  const left = fits ? button.left : button.right - width;
  menu.style.top = `${Math.max(gap, top)}px`;
  menu.style.left = `${Math.max(2 * gap, left)}px`;
}

interface MenuItemProps {
  readonly icon?: IconName;
  /** Of one of several, or one that is on or off. */
  readonly isChecked?: boolean;
  readonly hint?: string | undefined;
  readonly isDisabled?: boolean;
  readonly onChoose: () => void;
  readonly children: ComponentChildren;
}

export const MenuItem = ({ icon, isChecked, hint, isDisabled = false, onChoose, children }: MenuItemProps) => (
  <button
    type="button"
    class="menu-item"
    {...(isChecked === undefined
      ? { role: 'menuitem' as const }
      : { role: 'menuitemradio' as const, 'aria-checked': isChecked })}
    disabled={isDisabled}
    onClick={onChoose}
  >
    {icon !== undefined && <Icon name={icon} />}
    <span class="name">
      {children}
      {hint !== undefined && <span class="hint">{hint}</span>}
    </span>
  </button>
);
