import { Button } from '../parts/button.tsx';
import { say } from '../words/language.ts';
import { Ask } from './dialogs.tsx';

interface AddButtonProps {
  readonly label: string;
  readonly onClick: () => void;
}

/** Above a list: makes another one. */
export const AddButton = ({ label, onClick }: AddButtonProps) => (
  <div class="settings-actions">
    <Button kind="primary" icon="plus" onClick={onClick}>
      {label}
    </Button>
  </div>
);

interface EditAndRemoveProps {
  /** What it is called in the buttons' names. */
  readonly name: string;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly canRemove?: boolean;
}

/** At the end of a row. */
export const EditAndRemove = ({ name, onEdit, onRemove, canRemove = true }: EditAndRemoveProps) => (
  <span class="row-buttons">
    <Button size="small" icon="edit" label={say('settings.editOf', { name })} onClick={onEdit} />
    <Button
      size="small"
      kind="danger"
      icon="trash"
      label={say('settings.removeOf', { name })}
      disabled={!canRemove}
      onClick={onRemove}
    />
  </span>
);

interface AskToRemoveProps {
  readonly name: string;
  /** What removing it means. */
  readonly means: string;
  readonly run: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before it is removed. */
export const AskToRemove = ({ name, means, run, onClose }: AskToRemoveProps) => (
  <Ask
    title={say('settings.removeOf', { name })}
    does={say('settings.remove')}
    kind="danger"
    run={run}
    onClose={onClose}
  >
    <p>{means}</p>
  </Ask>
);
