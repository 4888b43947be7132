import type { ComponentChildren } from 'preact';
import { say } from '../words/language.ts';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';
import type { usePages } from './loaded.ts';
import { SkeletonRows } from './skeleton.tsx';

interface PagedProps {
  readonly list: Pick<ReturnType<typeof usePages>, 'rows' | 'state' | 'hasMore' | 'more' | 'again'>;
  /** About how many rows there will be. */
  readonly expected: number;
  /** Said if they could not be loaded. */
  readonly failed: string;
  /** Shown if there are none. */
  readonly none: ComponentChildren;
  /** The rows. */
  readonly children: ComponentChildren;
}

/** A list that is loaded page by page, or what there is instead of it. */
export function Paged({ list, expected, failed, none, children }: PagedProps) {
  if (list.rows.length > 0)
    return (
      <>
        {children}
        {list.hasMore && (
          <div class="more">
            <Button onClick={list.more} disabled={list.state === 'loading'}>
              {say('deliveries.showMore')}
            </Button>
          </div>
        )}
      </>
    );
  if (list.state === 'loading') return <SkeletonRows count={expected} />;
  if (list.state === 'ready') return <>{none}</>;
  return (
    <Empty icon="alert" title={failed}>
      <Button onClick={list.again}>{say('shell.retry')}</Button>
    </Empty>
  );
}
