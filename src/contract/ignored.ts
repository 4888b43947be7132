import { z } from 'zod';

/**
 * A field that the chat can do without never makes a request fail: an invalid one is ignored, and the answer says so.
 */
export const Ignored = z
  .array(
    z.object({
      field: z.string().describe('such as visitor.email; for an identity token, identityToken.email'),
      why: z.string().describe('what is wrong with it, to be read after the name of the field'),
    }),
  )
  .meta({ id: 'Ignored', description: 'The fields of the request that were ignored; absent if there are none.' });
export type Ignored = z.infer<typeof Ignored>;

/** Stands in place of a value that was ignored. */
export interface LeftOut {
  readonly leftOut: string;
}

/** Accepts any string; one that does not fit the schema is marked as left out. */
export const ifGood = (schema: TextSchema) => z.string().transform(whereItFits(schema));

/** The same for values that need not even be strings, such as the claims of a token. */
export const ifGoodText = (schema: TextSchema) => z.unknown().transform(whereItFits(schema));

type TextSchema = z.ZodType<string, string>;

function whereItFits(schema: TextSchema) {
  return (given: unknown): string | LeftOut => {
    const { success, data, error } = schema.safeParse(given);
    return success ? data : { leftOut: error.issues[0]?.message ?? 'is invalid' };
  };
}

type Taken<T> = T extends object ? { [Field in keyof T]: Taken<Exclude<T[Field], LeftOut>> } : T;

/** A body without its ignored fields, and which those were. */
export function separated<T extends object>(body: T): { readonly taken: Taken<T>; readonly ignored: Ignored } {
  const ignored: Ignored = [];
  const taken = (part: object, at: string): object =>
    Object.fromEntries(
      Object.entries(part).flatMap(([name, value]) => {
        const field = at + name;
        if (typeof value !== 'object' || value === null) return [[name, value]];
        if (!('leftOut' in value)) return [[name, taken(value, `${field}.`)]];
        ignored.push({ field, why: value.leftOut });
        return [];
      }),
    );
  return { taken: taken(body, '') as Taken<T>, ignored };
}

/** An answer that reports the ignored fields, if there are any. */
export const telling = <Answer extends object>(answer: Answer, ignored: Ignored) =>
  ignored.length === 0 ? answer : { ...answer, ignored };
