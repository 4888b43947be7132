const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many code units are allowed per character, on average; a single character can have thousands. */
const unitsEach = 4;

/**
 * The beginning of a text, cut between characters as a reader sees them (grapheme clusters, UAX #29), of which a family
 * emoji or a letter with its marks is one. It has at most `most` characters and `4 * most` code units; the rest of the
 * text is not read.
 */
export function firstGraphemes(text: string, most: number): string {
  if (text.length <= most) return text;
  const read = text.slice(0, most * unitsEach);
  let [end, count] = [0, 0];
  for (const { index, segment } of segmenter.segment(read)) {
    const next = index + segment.length;
    // The last character that was read may continue in the rest, so it is left out, unless it is the only one.
    const mayGoOn = next === read.length && read.length < text.length;
    if (count === most || (mayGoOn && count > 0)) break;
    [end, count] = [next, count + 1];
  }
  return read.slice(0, end).toWellFormed();
}

/**
 * How many code units are given to the segmenter at a time: the time that Intl.Segmenter takes grows with the square of
 * the text's length.
 */
const windowUnits = 512;

/** The characters of a text as a reader sees them, in order; of one that has thousands of code units, pieces. */
export function* graphemesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const read = text.slice(from, from + windowUnits);
    const isLast = from + read.length === text.length;
    let taken = 0;
    for (const { index, segment } of segmenter.segment(read)) {
      const next = index + segment.length;
      // The last character that was read may continue in the rest.
      if (next === read.length && !isLast && index > 0) break;
      yield segment;
      taken = next;
    }
    from += taken;
  }
}
