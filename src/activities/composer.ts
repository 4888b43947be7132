import type { AttemptNote } from '../store/deliveries/attempts.ts';
import type { ClaimEnd } from '../store/deliveries/claim-ends.ts';
import type { Material } from './content.ts';

/** What an attempt sends: what is noted of it before. */
export interface ToSend extends Omit<AttemptNote, 'attempt'> {
  /** The number of the part that it sends, from 1; missing for emails. */
  readonly part?: number;
  /** It is sent as a person's answer after the platform's standard window. */
  readonly isLate?: boolean;
}

/** What an attempt sends, or how its claim ends without one. */
export type Prepared = { readonly kind: 'send'; readonly mail: ToSend } | ClaimEnd;

/** Finds in the store what a channel sends: what differs from channel to channel before an attempt. */
export interface Composer {
  /** What an attempt sends, decided and made afresh (design R5). */
  compose(material: Material): Promise<Prepared>;
  /** After an attempt with an unknown outcome: the same once more, if it may be sent again. */
  repeat(material: Material): Promise<Prepared>;
}
