import type { z } from 'zod';

export interface Page<Item> {
  readonly items: Item[];
  /** For the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** A list's query as a caller writes it: every part may be left out. */
export type ListQuery<Query extends z.ZodType> = {
  readonly [Field in keyof z.output<Query>]?: Field extends 'cursor' ? string : z.output<Query>[Field];
};
