import { signal } from '@preact/signals';
import { ProblemError } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { reasonOf, toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { refusalWords } from './delivery-words.ts';

/** Deliveries that were asked to be sent again, on this page: the service begins with each as soon as it can. */
const asked = signal<ReadonlySet<string>>(new Set());

export const isBeingReplayed = (id: string): boolean => asked.value.has(id);

/** Once a delivery has moved on, its status says more. */
export function replayHasBegun(id: string): void {
  if (!asked.peek().has(id)) return;
  asked.value = new Set([...asked.peek()].filter((one) => one !== id));
}

export type Replayed = { readonly kind: 'asked' } | { readonly kind: 'refused'; readonly slug: string | null };

/** Asks for a delivery to be sent after all, and says by a toast what comes of that. */
export async function replay(id: string, { evenIfRead = false } = {}): Promise<Replayed> {
  try {
    await client.deliveries.replay(id, { evenIfRead });
    asked.value = new Set([...asked.peek(), id]);
    toast(say('deliveries.replayIsAsked'));
    return { kind: 'asked' };
  } catch (error) {
    const slug = error instanceof ProblemError ? error.slug : null;
    const words = slug === null ? undefined : Object.entries(refusalWords).find(([refusal]) => refusal === slug)?.[1];
    const why = words === undefined ? reasonOf(error) : say(words);
    const evenSo = { label: say('deliveries.replayEvenIfRead'), run: () => void replay(id, { evenIfRead: true }) };
    toast(say('deliveries.notReplayed', { why }), slug === 'already-read' ? evenSo : undefined);
    return { kind: 'refused', slug };
  }
}
