import { decodedText } from './charsets.ts';
import type { PostedField } from './posted-fields.ts';

/** The fields of a post by their names. */
export type Form = ReadonlyMap<string, PostedField>;

/** A field's value in the charset with this label; null if there is no such field. */
export function textIn(form: Form, name: string, charset = 'utf-8'): string | null {
  const field = form.get(name);
  return field === undefined ? null : decodedText(field.bytes, charset);
}

/** A field's value, read as JSON; undefined if there is none or it is not JSON. */
export function jsonIn(form: Form, name: string): unknown {
  try {
    return JSON.parse(textIn(form, name) ?? '');
  } catch {
    return undefined;
  }
}
