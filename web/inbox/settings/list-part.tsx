import type { ComponentChildren } from 'preact';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import type { IconName } from '../parts/icons.tsx';
import type { Loaded } from '../parts/loaded.ts';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { say } from '../words/language.ts';

interface ListPartProps<Item> {
  readonly loaded: Loaded<readonly Item[]>;
  readonly onRetry: () => void;
  readonly icon: IconName;
  /** What stands there if there are none. */
  readonly none: string;
  /** The names of the columns; a last one for buttons has none. */
  readonly columns: readonly string[];
  readonly label: string;
  readonly row: (item: Item) => ComponentChildren;
}

/** A table of what was loaded, or what stands in its place. */
export function ListPart<Item>({ loaded, onRetry, icon, none, columns, label, row }: ListPartProps<Item>) {
  if (loaded.state === 'loading') return <SkeletonRows count={3} />;
  if (loaded.state !== 'ready')
    return (
      <Empty icon="alert" title={say('settings.listFailed')}>
        <p>{loaded.why}</p>
        <Button onClick={onRetry}>{say('shell.retry')}</Button>
      </Empty>
    );
  if (loaded.value.length === 0) return <Empty icon={icon} title={none} />;
  return (
    <section class="settings-table" aria-label={label}>
      <table class="table">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>{loaded.value.map(row)}</tbody>
      </table>
    </section>
  );
}
