import type { AttemptNote } from '../store/deliveries/attempts.ts';
import type { ClaimEnd } from '../store/deliveries/claim-ends.ts';
import type { Material } from './content.ts';

/** What an attempt sends, or how its claim ends without one. */
export type Prepared = { readonly kind: 'send'; readonly mail: Omit<AttemptNote, 'attempt'> } | ClaimEnd;

/** Finds in the store what a channel sends: what differs from channel to channel before an attempt. */
export interface Composer {
  /** What an attempt sends, decided and made afresh (design R5). */
  compose(material: Material): Promise<Prepared>;
  /** After an attempt with an unknown outcome: whether the same bytes may be sent again. */
  mayRepeat(material: Material): Promise<'now' | 'later' | 'never'>;
}
