import { createHash } from 'node:crypto';
import { BSON } from 'mongodb';
import type { Store } from '../../src/store/mongo/store.ts';

/** What something that somebody wrote or is called may look like in the database: as it is, or encoded. */
function formsOf(text: string): readonly Buffer[] {
  const plain = Buffer.from(text);
  // The same text has three encodings, depending on what precedes it; what its neighbours determine is cut off.
  const encoded = [0, 1, 2].flatMap((shift) => {
    const base64 = Buffer.concat([Buffer.alloc(shift), plain])
      .toString('base64')
      .replaceAll('=', '');
    return [base64.slice(shift === 0 ? 0 : shift + 1, -1)];
  });
  return [plain, ...encoded.map((part) => Buffer.from(part))];
}

export const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Without regard to capital letters; base64 does not survive that, so both are compared as they are too. */
const lower = (bytes: Buffer) => Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');

/**
 * Where any of these texts is found in any collection of the database, in whatever form: "messages: The parcel". All
 * documents are read as bytes, those with pieces of files included.
 */
export async function tracesOf(store: Store, texts: readonly string[]): Promise<string[]> {
  const db = store.client.db(store.accounts.dbName);
  const found = new Set<string>();
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    for await (const doc of db.collection(name).find()) {
      const bytes = Buffer.from(BSON.serialize(doc));
      for (const text of texts)
        if (isIn(bytes, text)) found.add(`${name}: ${text}`);
        else if (lower(bytes).includes(lower(Buffer.from(text)))) found.add(`${name}: ${text}`);
    }
  return [...found].sort();
}

/** Whether bytes contain a text, as it is or encoded. */
export const isIn = (bytes: Buffer, text: string) => formsOf(text).some((form) => bytes.includes(form));
