import sanitizeHtml from 'sanitize-html';
import { htmlOfText } from './body.ts';

/** In characters. Email programs write up to half of this; what is beyond it is not shown. */
const longestHtml = 1_000_000;
/** The parser looks through all open elements when one closes. A hundred quoted answers take half of this. */
const maxDepth = 500;
/** In characters. */
const longestStyle = 2_000;
const longestInlineImage = 200_000;

/**
 * An email's HTML with nothing in it that acts, loads or reaches beyond the frame that shows it: no scripts, forms,
 * frames or style sheets, no images from elsewhere, which would tell the sender that somebody looked, and links to the
 * web and to addresses only. It is a fragment, for a sandboxed frame whose policy forbids the same. Images that the
 * email brings along keep their `cid:` addresses (RFC 2392), and small ones in the HTML itself stay. Takes linear time.
 */
export function sanitizedHtml(html: string): string {
  const shown = html.slice(0, longestHtml);
  try {
    return sanitizeHtml(shown, { ...options, ...depthLimit() });
  } catch (error) {
    if (error instanceof TooDeepError) return htmlOfText(shown);
    throw error;
  }
}

/** Whatever an email says, as HTML to show: its HTML, or its text if it has none; null if it says nothing. */
export function shownHtml({
  text,
  html,
}: {
  readonly text: string | null;
  readonly html: string | null;
}): string | null {
  if (html !== null) return sanitizedHtml(html);
  return text === null ? null : htmlOfText(text.slice(0, longestHtml));
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

/** What changes the look of the text, and nothing that moves it over other text or loads anything. */
const styles: Readonly<Record<string, RegExp[]>> = {
  color: [color],
  'background-color': [color],
  'font-family': [/^[\w\s,"'-]{1,200}$/],
  'font-size': [lengths],
  'font-style': [word],
  'font-weight': [lengths],
  'line-height': [lengths],
  'list-style-type': [word],
  'text-align': [word],
  'text-decoration': [word],
  'text-indent': [lengths],
  'vertical-align': [word],
  'white-space': [word],
  direction: [word],
  width: [lengths],
  height: [lengths],
  'max-width': [lengths],
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

const options: sanitizeHtml.IOptions = {
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
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  transformTags: {
    '*': (tagName, attribs) => ({ tagName, attribs: withShortStyle(attribs) }),
    a: (tagName, attribs) => ({ tagName, attribs: withSafeLink(attribs) }),
    img: (tagName, attribs) => ({ tagName, attribs: withOwnImage(attribs) }),
  },
};

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
function withOwnImage({ src, ...others }: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const isOwn =
    src !== undefined &&
    src.length <= longestInlineImage &&
    /^(?:cid:|data:image\/(?:png|jpeg|gif|webp);base64,)/i.test(src);
  return isOwn ? { ...others, src } : others;
}
