import sanitizeHtml from 'sanitize-html';
import { htmlOfText } from './body.ts';
import type { InboundMail } from './inbound-mail.ts';

/** In characters. Email programs write up to half of this; what is beyond it is not shown. */
const longestHtml = 1_000_000;
/** The parser looks through all open elements when one closes. A hundred quoted answers take half of this. */
const maxDepth = 500;
/** In characters. */
const longestStyle = 2_000;
const longestInlineImage = 200_000;
/** In bytes; photos are files too. */
const largestImage = 2_000_000;
const imageTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/**
 * An email's HTML with nothing in it that acts, loads or reaches beyond the frame that shows it: no scripts, forms,
 * frames or style sheets, no images from elsewhere, which would tell the sender that somebody looked, and links to the
 * web and to addresses only. It is a fragment, for a sandboxed frame whose policy forbids the same. Of images, small
 * ones in the HTML itself stay, and those of `images`, by content id (RFC 2392): each once, so that a short email cannot
 * give a page of any length. Takes linear time.
 */
export function sanitizedHtml(html: string, images: ReadonlyMap<string, string> = new Map()): string {
  const shown = html.slice(0, longestHtml);
  try {
    return sanitizeHtml(shown, { ...optionsWith(new Map(images)), ...depthLimit() });
  } catch (error) {
    if (error instanceof TooDeepError) return htmlOfText(shown);
    throw error;
  }
}

/**
 * Whatever an email says, as HTML to show: its HTML with the images that it brings along, or its text if it has no HTML;
 * null if it says nothing.
 */
export function shownHtml({ text, html, attachments }: ShownEmail): string | null {
  if (html !== null) return sanitizedHtml(html, ownImages(attachments));
  return text === null ? null : htmlOfText(text.slice(0, longestHtml));
}

type ShownEmail = Pick<InboundMail, 'text' | 'html' | 'attachments'>;

/** As `data:` addresses, by their content ids. */
function ownImages(attachments: ShownEmail['attachments']): Map<string, string> {
  const images = attachments.flatMap(({ contentId, type, bytes }) =>
    contentId === null || !imageTypes.has(type) || bytes.length > largestImage
      ? []
      : ([[contentId, `data:${type};base64,${Buffer.from(bytes).toString('base64')}`]] as const),
  );
  return new Map(images);
}

class TooDeepError extends Error {}

function depthLimit() {
  let depth = 0;
  return {
    onOpenTag() {
      depth += 1;
      if (depth > maxDepth) throw new TooDeepError();
    },
    onCloseTag() {
      depth -= 1;
    },
  };
}

const color = /^(?:#[\da-f]{3,8}|[a-z]{1,30}|rgba?\([\d\s.,%]{1,40}\))$/i;
const lengths = /^[\da-z\s.%]{1,60}$/i;
const word = /^[a-z-]{1,30}$/i;
/** In less room than a letter needs, letters overlap. */
const roomForText =
  /^(?:auto|normal|[1-9]\d{0,3}(?:\.\d{1,4})?(?:em|rem|%)|(?:[89]|[1-9]\d{1,3})(?:\.\d{1,4})?(?:px|pt))$/i;
const ofFontSize = /^[1-9]\d{0,2}(?:\.\d{1,4})?$/;

/**
 * What changes the look of the text, and nothing that moves it over other text or loads anything. What mail programs do
 * not show, such as the text that they preview, is not shown here either.
 */
const styles: Readonly<Record<string, RegExp[]>> = {
  color: [color],
  'background-color': [color],
  'font-family': [/^[\w\s,"'-]{1,200}$/],
  'font-size': [lengths],
  'font-style': [word],
  'font-weight': [lengths],
  'line-height': [roomForText, ofFontSize],
  'list-style-type': [word],
  'text-align': [word],
  'text-decoration': [word],
  'text-indent': [lengths],
  'vertical-align': [word],
  'white-space': [word],
  direction: [word],
  display: [/^none$/i],
  width: [roomForText],
  height: [roomForText],
  'max-width': [roomForText],
  'border-collapse': [word],
  border: [/^[\d\s.a-z#]{1,60}$/i],
  ...Object.fromEntries(
    ['margin', 'padding'].flatMap((name) =>
      ['', '-top', '-right', '-bottom', '-left'].map((side) => [`${name}${side}`, [lengths]]),
    ),
  ),
  ...Object.fromEntries(
    ['-top', '-right', '-bottom', '-left'].map((side) => [`border${side}`, [/^[\d\s.a-z#]{1,60}$/i]]),
  ),
};

const cellAttributes = ['align', 'valign', 'width', 'height', 'bgcolor', 'colspan', 'rowspan'];

const optionsWith = (images: Map<string, string>): sanitizeHtml.IOptions => ({
  allowedTags: [...sanitizeHtml.defaults.allowedTags, 'big', 'center', 'del', 'font', 'img', 'ins', 'strike', 'tt'],
  // Of all others, what is between their tags stays.
  nonTextTags: ['script', 'style', 'textarea', 'option', 'xmp', 'title', 'svg', 'math', 'template', 'iframe', 'object'],
  allowedAttributes: {
    '*': ['dir', 'lang', 'style', 'title'],
    a: ['href', 'rel', 'target'],
    font: ['color', 'face', 'size'],
    img: ['src', 'alt', 'width', 'height'],
    ol: ['start', 'type'],
    table: [...cellAttributes, 'border', 'cellpadding', 'cellspacing'],
    tr: cellAttributes,
    td: cellAttributes,
    th: cellAttributes,
  },
  allowedStyles: { '*': { ...styles } },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['data'] },
  allowProtocolRelative: false,
  transformTags: {
    '*': (tagName, attribs) => ({ tagName, attribs: withShortStyle(attribs) }),
    a: (tagName, attribs) => ({ tagName, attribs: withSafeLink(attribs) }),
    img: (tagName, attribs) => ({ tagName, attribs: withOwnImage(attribs, images) }),
  },
});

function withShortStyle(attribs: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const { style, ...others } = attribs;
  return style === undefined || style.length <= longestStyle ? attribs : others;
}

/** A link without a scheme would lead to our own pages. */
function withSafeLink({ href, ...others }: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  if (href === undefined || !/^\s*(?:https?:\/\/|mailto:)/i.test(href)) return others;
  return { ...others, href, rel: 'noopener noreferrer', target: '_blank' };
}

/** Without its address, an image is shown as the text that describes it. */
function withOwnImage(
  { src = '', ...others }: sanitizeHtml.Attributes,
  images: Map<string, string>,
): sanitizeHtml.Attributes {
  if (/^cid:/i.test(src)) {
    const written = src.slice('cid:'.length);
    const id = images.has(written) ? written : decodedId(written);
    const image = images.get(id);
    images.delete(id);
    return image === undefined ? others : { ...others, src: image };
  }
  const isSmall = src.length <= longestInlineImage && /^data:image\/(?:png|jpeg|gif|webp);base64,/i.test(src);
  return isSmall ? { ...others, src } : others;
}

function decodedId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
