/** Line ends of every kind that a browser or phone may send. */
const lineEnds = /\r\n|[\r\v\f\u0085\u2028\u2029]/gu;
/** Controls but tab and line feed; half surrogate pairs. No mail program shows them, some servers refuse them. */
const controls = /[^\P{Cc}\t\n]|\p{Cs}/gu;

/** What a person wrote, with plain line feeds and without characters that a mail cannot carry. */
export function cleanText(value: string): string {
  return value.replace(lineEnds, '\n').replace(controls, '').replace(/^\n+/u, '').trimEnd();
}
