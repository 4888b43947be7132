import type { GraphAccess } from '../channels/meta/pages.ts';
import { askMessages, askPage, type KnownPage, type TokenOfPage, type Told } from '../channels/meta/pages.ts';
import type { Refusal } from '../channels/meta/refusals.ts';
import { askSubscription } from '../channels/meta/subscriptions.ts';
import type { OpenConnection } from '../store/accounts/channel-connections.ts';

/** A connection, and what Meta says to its token; null if no key opens that. */
export interface CheckedPage {
  readonly connection: OpenConnection;
  readonly told: {
    readonly page: Told<KnownPage>;
    readonly messages: Refusal | null;
    readonly fields: Told<readonly string[]>;
  } | null;
}

/** Asks Meta about each, one after the other. Changes nothing. */
export async function askPages(access: GraphAccess, connections: readonly OpenConnection[]): Promise<CheckedPage[]> {
  const checked: CheckedPage[] = [];
  for (const connection of connections) {
    const { accessToken } = connection;
    const page: TokenOfPage | null = accessToken === null ? null : { ...connection, accessToken };
    const told = page && {
      page: await askPage(access, page),
      messages: await askMessages(access, page),
      fields: await askSubscription(access, page),
    };
    checked.push({ connection, told });
  }
  return checked;
}

const maxNamed = 5;

/** Which pages, in words: "messenger 12 (account acme)". */
export function named(pages: readonly CheckedPage[]): string {
  const first = pages
    .slice(0, maxNamed)
    .map(({ connection: { kind, pageId, accountId } }) => `${kind} ${pageId} (account ${accountId})`);
  return `${first.join(', ')}${pages.length > maxNamed ? ` and ${pages.length - maxNamed} more` : ''}`;
}
