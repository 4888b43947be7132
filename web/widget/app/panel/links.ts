/** A piece of a message's text; with `href` it is a link. */
export interface Piece {
  readonly text: string;
  readonly href?: string;
}

const begin = /https?:\/\/|mailto:|(?<![\w@.-])www\.[^\s.]+\.[^\s.]/i;
const email = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;
const schemes = ['http:', 'https:', 'mailto:'];

/** Finds web and email addresses in a text, in linear time. No other scheme ever becomes a link. */
export function linked(text: string): readonly Piece[] {
  return text.split(/(\s+)/).flatMap((word) => {
    const at = word.search(begin);
    if (at >= 0) return around(word, at, /^www/i.test(word.slice(at)) ? 'https://' : '');
    return word.includes('@') ? around(word, word.search(/[^([<"'«“‘]/), 'mailto:') : [{ text: word }];
  });
}

function around(word: string, from: number, scheme: string): readonly Piece[] {
  const address = withoutTrailingMarks(word.slice(Math.max(from, 0)));
  const href = scheme !== 'mailto:' || email.test(address) ? hrefOf(scheme + address) : undefined;
  if (href === undefined) return [{ text: word }];
  const rest = word.slice(from + address.length);
  return [{ text: word.slice(0, from) }, { text: address, href }, { text: rest }].filter(({ text }) => text !== '');
}

function hrefOf(address: string): string | undefined {
  try {
    const { protocol, href } = new URL(address);
    return schemes.includes(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

/** "See https://acme.example/a." ends before the full stop, "(https://acme.example/a)" before the bracket. */
function withoutTrailingMarks(address: string): string {
  const isBracketed = address.includes('(');
  let end = address.length;
  while (end > 0 && (isBracketed ? '.,;:!?\'"*>]}»”’…' : '.,;:!?\'"*>]})»”’…').includes(address.charAt(end - 1)))
    end -= 1;
  return address.slice(0, end);
}

const emoji = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\s])+$/u;

/** A few emoji and nothing else: they are shown large. */
export const isEmojiOnly = (text: string) => text.length <= 32 && emoji.test(text);
