import { envelopeIn } from './envelope.ts';
import type { Form } from './form.ts';
import { fieldsOneByOne, maxFields, type PostedField } from './posted-fields.ts';
import { UnreadablePostError } from './unreadable-post.ts';

/** In bytes: the headers of an email, which comes before its envelope in a post that was cut off. */
const searched = 64 * 1_024;
const maxFound = 20;

/**
 * Whom a post that cannot be read as an email was sent to: by its envelope, or else the reply addresses that its
 * beginning names. Anybody can forge all of it, so it tells no more than whose dead letter it is. Takes linear time and
 * never throws; empty if nothing is found.
 */
export function postedRecipients(body: Uint8Array, contentType: string): readonly string[] {
  const envelope = envelopeIn(readableFields(body, contentType));
  if (envelope !== null) return envelope.to;
  const beginning = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, searched)).toString('latin1');
  const found = new Set<string>();
  for (const [address] of beginning.matchAll(/\breply\+[a-z2-7]{26}@[a-z0-9.-]{1,253}/gi)) {
    found.add(address.toLowerCase());
    if (found.size === maxFound) break;
  }
  return [...found];
}

/** The fields before the place from which on the post cannot be read. */
function readableFields(body: Uint8Array, contentType: string): Form {
  const fields = new Map<string, PostedField>();
  let count = 0;
  try {
    for (const field of fieldsOneByOne(body, contentType)) {
      if (!fields.has(field.name)) fields.set(field.name, field);
      count += 1;
      if (count === maxFields) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadablePostError)) throw error;
  }
  return fields;
}
