/** Letters without their marks, small: "Réglages" is found by "regl". */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Those whose names have all words of the query, at the beginning of a word before anywhere else; in their order. */
export function found<Named extends { readonly label: string }>(
  all: readonly Named[],
  query: string,
): readonly Named[] {
  const wanted = plain(query.slice(0, 100)).split(/\s+/).filter(Boolean);
  const ranked = all.flatMap((one) => {
    const label = plain(one.label);
    if (!wanted.every((word) => label.includes(word))) return [];
    const isAtStart = wanted.every((word) => label.startsWith(word) || label.includes(` ${word}`));
    return [{ one, rank: isAtStart ? 0 : 1 }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ one }) => one);
}
