import { findReturnPlace, useCode } from '../../store/conversations/returning.ts';
import type { SignedIdentity } from '../../store/conversations/visitors.ts';
import { deploymentKey } from '../../store/deployment/deployment-key.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import { keyOfAddress, randomId, sha256 } from '../../store/mongo/ids.ts';
import type { Store } from '../../store/mongo/store.ts';
import { codeSeconds, tokenOfCode } from '../links/return-code.ts';
import { problem } from '../problems.ts';
import { type Place, placeOf, reclaimed } from './place.ts';
import type { SessionClaims } from './session-token.ts';

/** What a page gives with a code: what it had before, and who is logged in there. */
export interface WithCode {
  readonly code: string;
  readonly resumed: SessionClaims | null;
  readonly identity: SignedIdentity | null;
}

/**
 * The conversation that a return link's code opens, once: that one and no other, whoever uses it. In the browser where
 * it began the visitor keeps the session that they had, and if the site's signature says the same of them as the link
 * does, it is theirs like any other. Throws the 401 for a code that does not open anything in this account.
 */
export async function placeOfCode(
  store: Store,
  account: AccountDoc,
  { code, resumed, identity }: WithCode,
  now: number,
): Promise<Place> {
  const token = tokenOfCode(await deploymentKey(store, 'returnCodes', now), code, now);
  const found = token === null ? null : await findReturnPlace(store, token, now);
  if (found === null || !found.isOpen || found.account._id !== account._id) throw problem('codeNotValid');
  const { link } = found;
  const expiresAt = now + 2 * codeSeconds * 1_000;
  const used = await useCode(store, { link, codeHash: sha256(code), expiresAt, now });
  if (!used?.result) throw problem('codeNotValid');
  if (resumed?.conversationId === link.conversationId && resumed.linkAddress === null) {
    const own = await placeOf(store, account, resumed, identity, now);
    if (own.conversationId === link.conversationId) return { ...own, changes: [used, ...own.changes] };
  }
  const place: Place = {
    // Nobody's: the link says where its holder may go, not who they are.
    visitorId: randomId(),
    conversationId: link.conversationId,
    isIdentified: false,
    linkAddress: keyOfAddress(link.address),
    conversation: used.conversation,
    changes: [used],
  };
  if (identity === null) return place;
  const theirs = await reclaimed(store, place, identity, now);
  return theirs === null ? place : { ...theirs, changes: [used, ...theirs.changes] };
}
