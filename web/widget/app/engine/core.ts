import type { WidgetEvents, WidgetOptions } from '../../../../packages/client/src/widget.ts';
import type { Handoff } from '../../handoff.ts';
import type { Browser, Tabs } from './browser.ts';
import { type Keeper, keeper } from './kept.ts';
import type { State } from './state.ts';
import { type VisitorApi, visitorApi } from './visitor-api.ts';

/** What all parts of the engine share. */
export interface Core {
  readonly siteKey: string;
  readonly apiUrl: string;
  readonly browser: Browser;
  readonly api: VisitorApi;
  readonly kept: Keeper;
  readonly state: State;
  /** This tab's id in reports of presence. */
  readonly tab: string;
  /** Ends with the visitor: what was asked for one must not be shown to the next. */
  life(): AbortSignal;
  /** Ends what is on its way. */
  endLife(next: 'anew' | 'never'): void;
  /** The browser's tabs, if they have this session in common. */
  tabs(): Tabs | null;
  /** Only one tab at a time does this. */
  alone<Result>(what: string, act: () => Promise<Result>): Promise<Result>;
  /** Shows what went wrong, and tells the page. */
  failed(error: unknown): void;
  tell<Name extends keyof WidgetEvents>(name: Name, detail: WidgetEvents[Name]): void;
}

export type CoreDeps = Pick<Handoff, 'siteKey' | 'apiUrl' | 'configuration' | 'tell'> &
  Pick<Core, 'state' | 'failed'> & {
    readonly browser: Browser;
    readonly storage: WidgetOptions['storage'];
  };

export function coreOf({ siteKey, apiUrl, state, failed, tell, browser, storage = 'onUse' }: CoreDeps): Core {
  const kept = keeper(siteKey, storage, browser);
  const api = visitorApi(apiUrl, browser.fetch, (token, shown) => {
    const session = kept.session();
    // Another tab may have put a newer one there, or another visitor's.
    if (session !== null && session.token === shown) kept.keep({ ...session, token });
  });
  let life = new AbortController();
  const tabs = () => (kept.isShared() ? browser.tabs : null);

  return {
    ...{ siteKey, apiUrl, browser, api, kept, state, tabs, failed, tell, tab: browser.newId() },
    life: () => life.signal,
    endLife: (next) => {
      life.abort();
      if (next === 'anew') life = new AbortController();
    },
    alone: async (what, act) => tabs()?.locks.request(`${kept.key}:${what}`, act) ?? act(),
  };
}
