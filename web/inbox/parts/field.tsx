import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with what was entered. */
  readonly problem?: string | null;
  /** The control: gets its id and what describes it. */
  readonly children: (attributes: FieldAttributes) => ComponentChildren;
}

export interface FieldAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

/** A label, a control, and what there is to know about it. */
export function Field({ label, hint, problem = null, children }: FieldProps) {
  const id = useId();
  const described = hint === undefined && problem === null ? undefined : `${id}-about`;
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': problem !== null })}
      {problem !== null ? (
        <p class="problem" id={described} role="alert">
          {problem}
        </p>
      ) : (
        hint !== undefined && (
          <p class="hint" id={described}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Switch({ label, hint, isOn, isDisabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch">
      <label for={id}>
        {label}
        {hint !== undefined && <span class="note block">{hint}</span>}
      </label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={isDisabled}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    </div>
  );
}
