import { z } from 'zod';

/**
 * What the chat does not need never refuses the chat: a field of which something is odd is left out, and the answer
 * says so.
 */
export const Ignored = z
  .array(
    z.object({
      field: z.string().describe('as in visitor.email; of an identity token, identityToken.email'),
      why: z.string().describe('what is wrong with it, said after its name'),
    }),
  )
  .meta({ id: 'Ignored', description: 'What of the request was left out; not there if that is nothing.' });
export type Ignored = z.infer<typeof Ignored>;

/** In the place of a value that was left out. */
export interface LeftOut {
  readonly leftOut: string;
}

/** Takes any text: what fits the schema as that makes it, anything else as left out. */
export const ifGood = (schema: TextSchema) => z.string().transform(whereItFits(schema));

/** The same of what stands where nobody was told that it has to be a text. */
export const ifGoodText = (schema: TextSchema) => z.unknown().transform(whereItFits(schema));

type TextSchema = z.ZodType<string, string>;

function whereItFits(schema: TextSchema) {
  return (given: unknown): string | LeftOut => {
    const { success, data, error } = schema.safeParse(given);
    return success ? data : { leftOut: error.issues[0]?.message ?? 'is not as described' };
  };
}

type Taken<T> = T extends object ? { [Field in keyof T]: Taken<Exclude<T[Field], LeftOut>> } : T;

/** A body without what was left out of it, and what that was. */
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

/** An answer that tells what was left out, if anything was. */
export const telling = <Answer extends object>(answer: Answer, ignored: Ignored) =>
  ignored.length === 0 ? answer : { ...answer, ignored };
