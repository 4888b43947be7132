import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { title as shownTitle, useTitle } from './title.ts';

interface ShownProps {
  readonly title: string;
  /** Beside the title: what one can do on the page. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What a page's component gets: the places in its path, and what stands behind the `?`. */
export interface PageProps {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string>>;
}

/** A page beside the inbox: its heading, and what it shows below it. */
export function Page({ title, actions, children }: ShownProps) {
  const main = useRef<HTMLElement>(null);
  // Who came by a link or a key goes on from here, not from where that was. The first page is read from its beginning.
  useEffect(() => {
    if (shownTitle.peek() !== null) main.current?.focus({ preventScroll: true });
  }, []);
  useTitle(title);
  return (
    <main ref={main} id="main" class="page" tabIndex={-1}>
      <header class="page-head">
        <h1>{title}</h1>
        <div class="page-actions">{actions}</div>
      </header>
      <div class="page-body scroll">{children}</div>
    </main>
  );
}
