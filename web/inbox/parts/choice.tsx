interface ChoiceProps {
  readonly label: string;
  /** What stands for no choice; without it one is always chosen. */
  readonly any?: string;
  readonly value: string | null;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChoose: (value: string | null) => void;
}

/** One of several, as a filter of a list. */
export const Choice = ({ label, any, value, options, onChoose }: ChoiceProps) => (
  <select
    class="select"
    aria-label={label}
    value={value ?? ''}
    onChange={({ currentTarget }) => onChoose(currentTarget.value === '' ? null : currentTarget.value)}
  >
    {any !== undefined && <option value="">{any}</option>}
    {options.map(([name, words]) => (
      <option key={name} value={name} selected={name === value}>
        {words}
      </option>
    ))}
  </select>
);
