import type { ErasureDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { beginErasure, goOn } from './erase.ts';

const pageSize = 50;

export interface ErasedVisitor {
  /** Those that were erased by this call; empty if there is no such visitor. */
  readonly erasures: readonly ErasureDoc[];
  /** Whether this call's time was over before all of it was done; the same call again takes what it has not reached. */
  readonly isMoreLeft: boolean;
}

/**
 * Erases all conversations of a visitor. First each one is made unusable, which is quick; then what belonged to them is
 * deleted, which a sweeper finishes if time runs out.
 */
export async function eraseVisitor(
  store: Store,
  { accountId, visitorId }: { readonly accountId: string; readonly visitorId: string },
  { now, patienceMs }: { readonly now: number; readonly patienceMs: number },
): Promise<ErasedVisitor> {
  const deadline = performance.now() + patienceMs;
  const begun: ErasureDoc[] = [];
  let isMoreLeft: boolean;
  do {
    const page = await store.conversations
      .find({ accountId, 'visitor.id': visitorId }, { projection: { id: 1 }, limit: pageSize })
      .toArray();
    for (const { id: conversationId } of page) {
      const one = await beginErasure(store, { accountId, conversationId }, now);
      if (one !== null) begun.push(one.erasure);
    }
    isMoreLeft = page.length === pageSize;
  } while (isMoreLeft && performance.now() < deadline);
  const erasures: ErasureDoc[] = [];
  for (const erasure of begun)
    erasures.push(await goOn(store, erasure, { now, patienceMs: Math.max(0, deadline - performance.now()) }));
  return { erasures, isMoreLeft: isMoreLeft || erasures.some(({ state }) => state === 'erasing') };
}
