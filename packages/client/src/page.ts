export interface Page<Item> {
  readonly items: Item[];
  /** For the next page; null on the last one. */
  readonly nextCursor: string | null;
}
