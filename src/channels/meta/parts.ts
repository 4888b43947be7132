import type { PartContent } from '../../policy/delivery/parts.ts';
import type { DirectContent, DirectFile } from '../direct.ts';
import { splitText, type TextLimit } from '../split-text.ts';

type Media = Extract<PartContent, { readonly kind: 'attachment' }>['media'];

/** What a platform shows of files. */
export interface FileRules {
  readonly limit: TextLimit;
  /** As which of its kinds it shows a file; null: it does not. */
  readonly mediaOf: (file: Pick<DirectFile, 'type' | 'bytes'>) => Media | null;
}

/**
 * The text in pieces, then each file: as an attachment if the platform shows it, otherwise as a text that names it with
 * a link to it.
 */
export function partsOf({ text, files }: DirectContent, { limit, mediaOf }: FileRules): PartContent[] {
  return [...textParts(text, limit), ...files.flatMap((file) => filePart(file, limit, mediaOf(file)))];
}

const textParts = (text: string, limit: TextLimit): PartContent[] =>
  splitText(text, limit).map((piece) => ({ kind: 'text', text: piece }));

function filePart(file: DirectFile, limit: TextLimit, media: Media | null): PartContent[] {
  const { id, name, url } = file;
  if (url === null) return textParts(name, limit);
  return media === null ? textParts(`${name}\n${url}`, limit) : [{ kind: 'attachment', media, fileId: id }];
}

const megabyte = 1_048_576;

/** The kind that a type's beginning names, if the file is one of these types and not larger than that kind may be. */
export function mediaAmong(
  types: Readonly<Partial<Record<Media, readonly string[] | 'any'>>>,
): (file: Pick<DirectFile, 'type' | 'bytes'>) => Media | null {
  return ({ type, bytes }) => {
    const named = kinds.find((kind) => type.startsWith(`${kind}/`)) ?? 'file';
    const taken = types[named];
    const isTaken = taken === 'any' || taken?.includes(type) === true;
    return isTaken && bytes <= (named === 'image' ? 8 : 25) * megabyte ? named : null;
  };
}

const kinds = ['image', 'video', 'audio'] as const;
