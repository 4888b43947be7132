import { openStateFile } from './state-file.ts';

/**
 * SendGrid's lists, and why an email to an address on one is dropped; a block is only recorded, the next email is sent.
 */
const dropReasons = {
  bounces: 'Bounced Address',
  blocks: null,
  invalid_emails: 'Invalid',
  spam_reports: 'Spam Reporting Address',
  unsubscribes: 'Unsubscribed Address',
} as const;

export type SuppressionList = keyof typeof dropReasons;
export const suppressionLists = Object.keys(dropReasons) as SuppressionList[];

/** An address on a list. */
export interface Listing {
  readonly list: SuppressionList;
  readonly email: string;
  /** Since when it is on the list, in epoch milliseconds; may be in the future. */
  readonly at: number;
  /** What SendGrid says besides the address: `reason`, `status`, `ip`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The same as SendGrid returns it; `created` is in Unix seconds. */
export interface Suppressed {
  readonly created: number;
  readonly email: string;
  readonly [name: string]: string | number;
}

export type Suppressions = ReturnType<typeof openSuppressions>;

/** The suppression lists; with a state file they survive restarts. Addresses are compared without regard to case. */
export function openSuppressions(stateFile: string | null) {
  const listings = new Map<string, Listing>();
  const keyOf = (list: SuppressionList, email: string) => `${list} ${email.toLowerCase()}`;
  const file = stateFile === null ? null : openStateFile(stateFile);
  const keep = (listing: Listing) => void listings.set(keyOf(listing.list, listing.email), listing);
  for (const json of file?.lines ?? []) keep(JSON.parse(json) as Listing);
  const save = () => file?.rewrite([...listings.values()].map((listing) => JSON.stringify(listing)));
  save();

  return {
    add(listing: Listing): void {
      keep(listing);
      file?.append(JSON.stringify(listing));
    },
    /** Removes addresses from a list; null: all. */
    remove(list: SuppressionList, emails: readonly string[] | null): void {
      if (emails === null) for (const [key, listing] of listings) if (listing.list === list) listings.delete(key);
      for (const email of emails ?? []) listings.delete(keyOf(list, email));
      save();
    },
    /** Newest first. */
    list: (list: SuppressionList): Suppressed[] =>
      [...listings.values()]
        .filter((listing) => listing.list === list && listing.at <= Date.now())
        .sort((one, other) => other.at - one.at)
        .map(({ email, at, fields }) => ({ created: Math.floor(at / 1_000), email, ...fields })),
    /** Why an email to this address would be dropped now; null if it would be sent. */
    dropReason(email: string): string | null {
      const found = suppressionLists.find((list) => {
        const listing = listings.get(keyOf(list, email));
        return dropReasons[list] !== null && listing !== undefined && listing.at <= Date.now();
      });
      return found === undefined ? null : dropReasons[found];
    },
    close: (): void => file?.close(),
  };
}
