import { type HtmlContext, insideOf, type Link, outermost, signOfItem } from './html-context.ts';
import { readHtml } from './html-elements.ts';
import { type Line, mostLines, plain } from './lines.ts';
import { type Attributes, markupOf } from './mail-programs.ts';
import { lineOf } from './text-lines.ts';

const longestAlternative = 200;

const blocks = new Set(
  (
    'address article aside body caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 ' +
    'h6 header html legend li main menu nav ol p pre section summary table tbody tfoot thead tr ul blockquote hr'
  ).split(' '),
);
/** Blocks with an empty line above and below. */
const spaced = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'blockquote', 'dl', 'figure']);

/**
 * The lines of an HTML text as a reader sees them, each with what the markup says of it. Links keep their address, images
 * their alternative text, lists their signs; cells of a row stay on one line.
 */
export function linesOfHtml(html: string): Line[] {
  const lines: Line[] = [];
  /** What follows the last line that is looked at by itself: quoted, and then what follows the quote. */
  const beyond = { quote: '', text: '' };
  /** The line that is being read: as it is shown, and without the addresses of links. */
  let shown = '';
  let text = '';
  let lastSign = '';
  let context: HtmlContext = outermost;
  let itemSign = '';
  let isCutNext = false;
  let isSpaceWanted = false;
  /** Whether the paragraph that was opened last has an empty line around it. */
  let hasMargin = false;

  readHtml<HtmlContext>(html, outermost, {
    open(name, attributes, outside) {
      const markup = markupOf(name, attributes);
      const inside = insideOf(name, attributes, markup, outside);
      if (inside.isHidden) return inside;
      if (isFull()) addBeyond(name === 'br' || blocks.has(name) ? '\n' : ' ', inside);
      else if (name === 'br') lineEnd(outside);
      else if (blocks.has(name) || markup !== null) {
        hasMargin = !hasNoMargin(attributes);
        boundary(name);
      }
      if (markup === 'cut') isCutNext = true;
      if (name === 'li') itemSign = signOfItem(outside.list);
      else if (name === 'hr') add('---', inside);
      else if (name === 'img') add(alternativeOf(attributes), inside);
      else if ((name === 'td' || name === 'th') && shown !== '') gap();
      return inside;
    },
    close(name, inside, outside) {
      if (inside.isHidden || isFull()) return;
      if (inside.link !== null && inside.link !== outside.link) addAddress(inside.link);
      if (blocks.has(name) || inside.mark !== outside.mark || inside.depth !== outside.depth) boundary(name);
      if (name === 'li') itemSign = '';
    },
    text(read, inside) {
      if (inside.isHidden) return;
      if (isFull()) addBeyond(read, inside);
      else if (!inside.isPreformatted) add(read.replace(whiteSpace, ' '), inside);
      else addPreformatted(read, inside);
    },
  });
  flush();
  const { quote, text: rest } = beyond;
  if (quote.trim() !== '') lines.push({ text: plain(quote), shown: quote.trim(), depth: 1, mark: null });
  if (rest.trim() !== '') lines.push({ text: plain(rest), shown: rest.trim(), depth: 0, mark: null });
  return lines;

  function isFull(): boolean {
    return lines.length >= mostLines;
  }

  function addBeyond(read: string, { depth }: HtmlContext): void {
    if (depth > 0 && beyond.text === '') beyond.quote += read;
    else if (beyond.text !== '' || read.trim() !== '') beyond.text += read;
  }

  function add(read: string, inside: HtmlContext): void {
    const isStart = shown === '';
    const isSpaceLost = !inside.isPreformatted && (isStart || lastSign === ' ' || lastSign === '\t');
    const added = isSpaceLost && read.startsWith(' ') ? read.slice(1) : read;
    if (added === '') return;
    if (isStart) {
      context = inside;
      if (itemSign !== '') push(itemSign);
      itemSign = '';
    }
    push(added);
    if (inside.link !== null) inside.link.label += added;
  }

  function addPreformatted(read: string, inside: HtmlContext): void {
    let from = 0;
    for (let end = read.indexOf('\n'); end !== -1 && !isFull(); end = read.indexOf('\n', from)) {
      add(read.slice(from, end), inside);
      lineEnd(inside);
      from = end + 1;
    }
    if (isFull()) addBeyond(read.slice(from), inside);
    else add(read.slice(from), inside);
  }

  function push(added: string): void {
    shown += added;
    text += added;
    lastSign = added.charAt(added.length - 1);
  }

  function gap(): void {
    if (lastSign !== '\t') push('\t');
  }

  function addAddress({ address, label }: Link): void {
    const words = label.trim();
    // Nothing is added to a link that stands in an earlier line, to a picture, or to an address.
    if (shown === '' || words === '' || (words.includes('.') && !words.includes(' '))) return;
    shown += ` (${address})`;
    lastSign = ')';
  }

  /** Ends the line even if it is empty. */
  function lineEnd(inside: HtmlContext): void {
    if (!flush()) blank(inside.depth);
  }

  function boundary(name: string): void {
    flush();
    if (spaced.has(name) && hasMargin) isSpaceWanted = true;
  }

  function blank(depth: number): void {
    const last = lines.at(-1);
    if (last !== undefined && last.text !== '')
      lines.push({ text: '', shown: signsOf(depth).trimEnd(), depth, mark: null });
  }

  /** Whether there was a line to end. */
  function flush(): boolean {
    if (shown === '') return false;
    const read = plain(text);
    const whole = shown;
    shown = '';
    text = '';
    lastSign = '';
    if (read === '') {
      // What many programs write for an empty line.
      if (whole.includes('\u00A0')) blank(context.depth);
      return false;
    }
    const { depth } = context;
    if (isSpaceWanted) blank(depth > (lines.at(-1)?.depth ?? 0) ? 0 : depth);
    isSpaceWanted = false;
    const mark = isCutNext && depth === 0 ? 'cut' : context.mark;
    isCutNext = false;
    // Some programs quote in HTML as they do in plain text.
    if (depth === 0 && mark === null && read.startsWith('>')) lines.push(lineOf(whole.trimEnd()));
    else lines.push({ text: read, shown: signsOf(depth) + whole.trimEnd(), depth, mark });
    return true;
  }
}

const whiteSpace = /[ \t\r\n\f]+/g;
const signsOf = (depth: number) => '> '.repeat(depth);

/** An image in words; nothing of one that is only there to be counted. */
function alternativeOf({ alt = '', width, height }: Attributes): string {
  const words = alt.replace(whiteSpace, ' ').trim().slice(0, longestAlternative);
  if (words === '' || width === '1' || height === '1') return '';
  return /[\p{L}\p{N}]/u.test(words) ? `[${words}]` : words;
}

/** Whether the text goes on without an empty line, as in a paragraph of Outlook's. */
const hasNoMargin = ({ class: className = '', style = '' }: Attributes) =>
  className.includes('MsoNormal') || /margin(?:-bottom|-top)?\s?:\s?0/i.test(style);
