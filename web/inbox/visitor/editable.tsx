import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { reasonOf } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';

interface EditableProps {
  readonly label: string;
  readonly value: string | null;
  /** On the button while there is none. */
  readonly add: string;
  /** The button's whole name otherwise. */
  readonly change: string;
  readonly kind: 'text' | 'email';
  readonly maxLength: number;
  /** Null: remove it. What it rejects with is shown at the field. */
  readonly onSave: (value: string | null) => Promise<void>;
}

/** A value that becomes a field when one chooses it. Enter and leaving the field save, Escape does not. */
export function Editable({ label, value, add, change, kind, maxLength, onSave }: EditableProps) {
  const [isEditing, setEditing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const hadFocus = useRef(false);

  useLayoutEffect(() => {
    if (isEditing) field.current?.select();
    else if (hadFocus.current) button.current?.focus();
    hadFocus.current = false;
  }, [isEditing]);

  function end() {
    hadFocus.current = document.activeElement === field.current;
    setProblem(null);
    setEditing(false);
  }

  async function save() {
    const { current } = field;
    if (current === null || isSaving) return;
    const written = current.value.trim();
    if (written === (value ?? '')) return end();
    if (!current.checkValidity()) return setProblem(say('visitor.notAnAddress'));
    setSaving(true);
    try {
      await onSave(written === '' ? null : written);
      end();
    } catch (error) {
      setProblem(reasonOf(error));
    } finally {
      setSaving(false);
    }
  }

  if (!isEditing)
    return (
      <button
        ref={button}
        type="button"
        class="editable"
        data-empty={value === null}
        aria-label={value === null ? add : change}
        onClick={() => setEditing(true)}
      >
        <span dir="auto">{value ?? add}</span>
        <Icon name={value === null ? 'plus' : 'edit'} />
      </button>
    );
  return (
    <form
      class="editing"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        ref={field}
        class="input"
        {...(kind === 'email' ? { type: 'email' as const } : { type: 'text' as const })}
        dir="auto"
        maxLength={maxLength}
        defaultValue={value ?? ''}
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `problem-${kind}`}
        autoComplete="off"
        spellcheck={false}
        readOnly={isSaving}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          end();
        }}
      />
      <Button type="submit" size="small" icon="check" label={say('visitor.save')} disabled={isSaving} />
      {problem !== null && (
        <p class="problem" id={`problem-${kind}`} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
