import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { FileTooLargeError, keepFileUntil, removeFile, wholeFile, writeFile } from '../../src/store/mongo/files.ts';
import { useApi } from '../support/api-in-process.ts';

const api = useApi();
const files = () => api.store.attachments;
const kept = { maxBytes: 5_000_000, expiresAt: null };

async function* arriving(bytes: Uint8Array, sizes: readonly number[]) {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

const piecesOf = (id: string) => files().chunks.find({ files_id: id }).toArray();

it('gives back the bytes as they came, in whatever portions they arrive', async () => {
  const bytes = randomBytes(1_000_000);
  for (const sizes of [[1_000_000], [1, 999_998, 1], [261_120, 261_120, 477_760], [0, 0], []]) {
    const id = `portions-${sizes.join('-')}`;
    const length = await writeFile(files(), { ...kept, id, source: arriving(bytes, sizes) });
    expect(length).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect((await wholeFile(files(), id))?.equals(bytes.subarray(0, length))).toBe(true);
  }
});

it('keeps nothing of a file that is too large, or whose source breaks off', async () => {
  const source = arriving(randomBytes(600_000), [300_000, 300_000]);
  await expect(writeFile(files(), { ...kept, id: 'large', source, maxBytes: 599_999 })).rejects.toThrow(
    FileTooLargeError,
  );
  const broken = async function* () {
    yield randomBytes(300_000);
    throw new Error('the connection is gone');
  };
  await expect(writeFile(files(), { ...kept, id: 'broken', source: broken() })).rejects.toThrow(
    'the connection is gone',
  );
  for (const id of ['large', 'broken']) {
    expect(await piecesOf(id)).toEqual([]);
    expect(await wholeFile(files(), id)).toBeNull();
  }
});

it('puts the date of a file on each of its pieces, since MongoDB removes them by it', async () => {
  const [first, later] = [new Date('2040-03-01'), new Date('2041-03-01')];
  const source = arriving(randomBytes(600_000), [600_000]);
  await writeFile(files(), { ...kept, id: 'dated', source, expiresAt: first });
  const dates = async () => [
    (await files().files.findOne({ _id: 'dated' }))?.expiresAt,
    ...(await piecesOf('dated')).map(({ expiresAt }) => expiresAt),
  ];
  expect(await dates()).toEqual([first, first, first, first]);
  await keepFileUntil(files(), 'dated', later);
  expect(await dates()).toEqual([later, later, later, later]);
  await removeFile(files(), 'dated');
  expect(await dates()).toEqual([undefined]);
});
