import { useCallback, useEffect, useState } from 'preact/hooks';
import { reasonOf } from '../parts/toasts.tsx';

export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly why: string }
  | { readonly state: 'loaded'; readonly value: Value };

/** Loads something when it is first shown, and again on request; what was loaded stays meanwhile. */
export function useLoaded<Value>(load: () => Promise<Value>, of: readonly unknown[] = []): [Loaded<Value>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: 'loading' });
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    load().then(
      (value) => isCurrent && setLoaded({ state: 'loaded', value }),
      (error) => isCurrent && setLoaded({ state: 'failed', why: reasonOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [times, ...of]);
  return [loaded, useCallback(() => setTimes((before) => before + 1), [])];
}
