import type { LineMark } from './lines.ts';
import { type Attributes, type Markup, noAttributes } from './mail-programs.ts';

/** What holds for everything inside an element. */
export interface HtmlContext {
  /** How many quotes are around it. */
  readonly depth: number;
  readonly mark: LineMark | null;
  /** Whether a quotation here is a quoted email, because the element around it holds one. */
  readonly isHolder: boolean;
  readonly isHidden: boolean;
  readonly isPreformatted: boolean;
  readonly list: List | null;
  readonly link: Link | null;
}

export interface List {
  readonly level: number;
  /** The number of the next item; null in a list without numbers. */
  next: number | null;
}

export interface Link {
  readonly address: string;
  /** Its text, as far as it is read. */
  label: string;
}

export const outermost: HtmlContext = {
  depth: 0,
  mark: null,
  isHolder: false,
  isHidden: false,
  isPreformatted: false,
  list: null,
  link: null,
};

/** Deeper quotes and lists are shown as this deep. */
const deepestQuote = 20;
const deepestList = 8;
const longestAddress = 500;

/** Elements whose text nobody sees. */
const hidden = new Set('head title style script noscript template select object svg textarea'.split(' '));

/** Elements that mean something without attributes. */
const special = new Set([...hidden, 'blockquote', 'ul', 'ol', 'pre', 'a']);

export function insideOf(
  name: string,
  attributes: Attributes,
  markup: Markup | null,
  outside: HtmlContext,
): HtmlContext {
  if (attributes === noAttributes && !special.has(name)) return outside;
  const { style = '' } = attributes;
  const isHidden = outside.isHidden || hidden.has(name) || /display\s?:\s?none/i.test(style);
  const isQuote = name === 'blockquote' || markup === 'quotedMail';
  const isList = name === 'ul' || name === 'ol';
  const isPre = name === 'pre' || /white-space\s?:\s?(?:pre|break-spaces)/i.test(style);
  if (markup === null && !isHidden && !isQuote && !isList && !isPre && name !== 'a') return outside;
  return {
    depth: isQuote ? Math.min(outside.depth + 1, deepestQuote) : outside.depth,
    mark: markOf(name, attributes, markup, outside),
    isHolder: outside.isHolder || markup === 'holder',
    isHidden,
    isPreformatted: outside.isPreformatted || isPre,
    list: isList ? listOf(name, attributes, outside.list) : outside.list,
    link: name === 'a' ? linkOf(attributes) : outside.link,
  };
}

function markOf(
  name: string,
  attributes: Attributes,
  markup: Markup | null,
  { mark, depth, isHolder }: HtmlContext,
): LineMark | null {
  if (mark === 'signature') return mark;
  if (markup === 'signature' || markup === 'quotedMail') return markup;
  if (name === 'blockquote' && depth === 0) {
    if (isHolder) return 'quotedMail';
    // Gmail moves a text to the right with the same class as it quotes an email.
    return attributes.class?.includes('gmail_quote') ? 'indented' : null;
  }
  return markup === 'from' && depth === 0 ? 'from' : mark;
}

function listOf(name: string, { start = '1' }: Attributes, list: List | null): List {
  const level = Math.min((list?.level ?? 0) + 1, deepestList);
  return { level, next: name === 'ol' ? Number.parseInt(start, 10) || 1 : null };
}

/** The sign before the next item of a list, which it counts. */
export function signOfItem(list: List | null): string {
  const indent = '  '.repeat((list?.level ?? 1) - 1);
  if (list === null || list.next === null) return `${indent}- `;
  list.next += 1;
  return `${indent}${list.next - 1}. `;
}

function linkOf({ href = '' }: Attributes): Link | null {
  const address = href.trim();
  return address.length <= longestAddress && /^https?:\/\//i.test(address) ? { address, label: '' } : null;
}
