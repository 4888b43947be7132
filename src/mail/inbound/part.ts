/** A header field, unfolded but with its encoded words; its name in lower case. */
export interface Header {
  readonly key: string;
  readonly value: string;
}

/** One part of an email, or all of it, with its transfer encoding removed (RFC 2045). */
export interface Part {
  readonly headers: readonly Header[];
  /** In lower case, as in text/plain. */
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  /** In lower case; empty if it does not say. */
  readonly disposition: string;
  /** As the email names it; null if it does not. */
  readonly filename: string | null;
  /** Without angle brackets; null if there is none. */
  readonly contentId: string | null;
  readonly bytes: Uint8Array;
  readonly parts: readonly Part[];
}

/** The first field of that name, or null. */
export function headerOf(headers: readonly Header[], name: string): string | null {
  return headers.find(({ key }) => key === name)?.value ?? null;
}
