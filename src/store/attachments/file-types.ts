import { fileTypeFromBuffer } from 'file-type';

/** Nothing is known of it: every program that is asked to show it saves it instead. */
export const unknownType = 'application/octet-stream';
export const plainText = 'text/plain';

/** How many bytes of its beginning tell a file's type. */
export const headBytes = 4_100;

/** Formats that are written in readable characters. */
const readable = new Set(['application/pdf', 'application/postscript', 'application/eps', 'application/rtf']);

/**
 * The media type of a file by its content alone, whatever its name and its sender claim. What a browser could run
 * (HTML, SVG, XML) counts as the plain text that it is.
 * @param head the first `headBytes` bytes, or all
 * @param isText whether the whole file is readable text
 */
export async function fileTypeOf(head: Uint8Array, isText: boolean): Promise<string> {
  // A file that is broken off may end in the middle of what identifies it.
  const type = (await fileTypeFromBuffer(head).catch(() => undefined))?.mime;
  if (isText) return type !== undefined && readable.has(type) ? type : plainText;
  return type === undefined || mayRun(type) ? unknownType : type;
}

const mayRun = (type: string) => type.startsWith('text/') || /html|xml|svg|script|shockwave/u.test(type);

/** Controls that no text has: all but tab, line feed, form feed and carriage return. */
const control = /[^\P{Cc}\t\n\f\r]/u;

/** Tells whether all that it was shown is text in UTF-8. */
export interface TextCheck {
  add(piece: Uint8Array): void;
  /** To be asked once, at the end. */
  isText(): boolean;
}

export function textCheck(): TextCheck {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [isText, isEmpty] = [true, true];
  const read = (piece?: Uint8Array) => {
    if (!isText) return;
    try {
      isText = !control.test(piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true }));
    } catch {
      isText = false;
    }
  };
  return {
    add: (piece) => {
      isEmpty &&= piece.length === 0;
      read(piece);
    },
    isText: () => {
      read();
      return isText && !isEmpty;
    },
  };
}
