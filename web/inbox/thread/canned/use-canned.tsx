import { useId, useRef, useState } from 'preact/hooks';
import { type CannedReply, type Conversation, fillCannedReply } from '../../../../packages/client/src/index.ts';
import { me } from '../../account/me.ts';
import { toast, toastFailure } from '../../parts/toasts.tsx';
import { say } from '../../words/language.ts';
import { cannedReplies, loadCannedReplies } from './replies.ts';
import { matching, type Wanted, wantedAt } from './wanted.ts';

interface CannedOptions {
  readonly conversation: Conversation;
  readonly field: { readonly current: HTMLTextAreaElement | null };
  /** After a reply was put into the field. */
  readonly onTaken: () => void;
}

/** Canned replies by a slash in the field: what to call when something was typed or pressed there, and what to show. */
export function useCanned({ conversation, field, onTaken }: CannedOptions) {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [active, setActive] = useState(0);
  /** The slash whose list was closed by Escape. */
  const closedAt = useRef<number | null>(null);
  const id = useId();
  const shown = wanted === null ? [] : matching(cannedReplies.value ?? [], wanted.query);
  const at = Math.min(active, Math.max(0, shown.length - 1));
  const isOpen = wanted !== null && cannedReplies.value !== null;

  function look(): void {
    const { current } = field;
    if (current === null) return;
    const now = wantedAt(current.value, current.selectionStart);
    if (now?.from !== closedAt.current) closedAt.current = null;
    setWanted(now === null || closedAt.current !== null ? null : now);
    setActive(0);
    if (now !== null) void loadCannedReplies().catch(toastFailure);
  }

  function take(reply: CannedReply | undefined): void {
    const { current } = field;
    if (reply === undefined || wanted === null || current === null) return;
    const { visitor, page } = conversation;
    const { text, missing } = fillCannedReply(reply.text, { visitor, page, agent: me.value?.agent ?? {} });
    current.focus();
    current.setRangeText(text, wanted.from, current.selectionStart, 'end');
    if (missing.length > 0) toast(say('composer.missing', { what: missing.join(', ') }));
    setWanted(null);
    onTaken();
  }

  /** Whether the key was for the list. */
  function takesKey(event: KeyboardEvent): boolean {
    if (!isOpen || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && shown.length > 0) setActive((at + step + shown.length) % shown.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && shown.length > 0) take(shown[at]);
    else if (event.key === 'Escape') {
      closedAt.current = wanted.from;
      setWanted(null);
    } else return false;
    event.preventDefault();
    return true;
  }

  return {
    look,
    takesKey,
    close: () => setWanted(null),
    /** For the field. */
    attributes: isOpen
      ? ({
          'aria-autocomplete': 'list',
          'aria-controls': id,
          'aria-activedescendant': shown.length === 0 ? undefined : `${id}-${at}`,
        } as const)
      : {},
    list: isOpen && (
      <div class="canned">
        <div class="scroll" id={id} role="listbox" aria-label={say('composer.canned')}>
          {shown.map((reply, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
            <div
              key={reply.id}
              id={`${id}-${index}`}
              class="menu-item"
              role="option"
              aria-selected={index === at}
              data-active={index === at}
              onMouseMove={() => setActive(index)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(reply)}
            >
              <span class="name">
                <span class="canned-name">
                  <kbd>/{reply.shortcut}</kbd> <span dir="auto">{reply.title}</span>
                </span>
                <span class="hint cut" dir="auto">
                  {reply.text}
                </span>
              </span>
            </div>
          ))}
        </div>
        {shown.length === 0 && <p class="canned-none faint small">{say('composer.noCanned')}</p>}
      </div>
    ),
  };
}
