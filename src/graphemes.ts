const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Code units for each character, on average; a character may be made of thousands. */
const unitsEach = 4;

/**
 * The beginning of a text, cut between characters as a reader sees them (grapheme clusters, UAX #29): a family emoji or
 * a letter with its marks is one. At most `most` characters and `4 * most` code units, and no more than that is read.
 */
export function firstGraphemes(text: string, most: number): string {
  if (text.length <= most) return text;
  const read = text.slice(0, most * unitsEach);
  let [end, count] = [0, 0];
  for (const { index, segment } of segmenter.segment(read)) {
    const next = index + segment.length;
    // The last one that was read may go on behind; alone it is cut all the same.
    const mayGoOn = next === read.length && read.length < text.length;
    if (count === most || (mayGoOn && count > 0)) break;
    [end, count] = [next, count + 1];
  }
  return read.slice(0, end).toWellFormed();
}
