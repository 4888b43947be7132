import { Tokenizer } from 'htmlparser2';
import { type Attributes, noAttributes } from './mail-programs.ts';

/** What is told of an HTML text while it is read, in the order of the text. */
export interface HtmlListener<Context> {
  /** Returns the context of what is inside the element. */
  open(name: string, attributes: Attributes, outside: Context): Context;
  close(name: string, inside: Context, outside: Context): void;
  text(text: string, context: Context): void;
}

/** Elements nested deeper than this count as if they were not there; their text remains. */
const deepest = 500;
/** How far up the closing of an inline element is looked for. */
const deepestInline = 30;
const longestAttribute = 2_000;

const voidElements = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'wbr',
]);
const inlineElements = new Set(
  'a abbr acronym b big cite code del em font i ins kbd label mark q s samp small span strike strong sub sup tt u var'.split(
    ' ',
  ),
);
const wanted = new Set([
  'id',
  'class',
  'style',
  'type',
  'name',
  'href',
  'alt',
  'width',
  'height',
  'tabindex',
  'start',
  'data-marker',
]);

/**
 * Reads an HTML text in linear time, however its elements are nested, closed or not: htmlparser2's tokenizer with a stack
 * of bounded depth. (Its parser moves its whole stack with each element, so that deep nesting takes quadratic time.)
 */
export function readHtml<Context>(html: string, outermost: Context, listener: HtmlListener<Context>): void {
  const stack: { readonly name: string; readonly inside: Context }[] = [];
  const open = new Map<string, number>();
  /** Elements that were opened too deep, so that their ends close nothing else. */
  const tooDeep = new Map<string, number>();
  let name = '';
  let attributes: Attributes = noAttributes;
  let attribute = '';
  let value = '';
  let textStart = 0;
  let textEnd = 0;
  const context = () => stack.at(-1)?.inside ?? outermost;

  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(start, end) {
        tellText();
        name = html.slice(start, end).toLowerCase();
        attributes = noAttributes;
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase();
        value = '';
      },
      onattribdata(start, end) {
        if (wanted.has(attribute)) value += html.slice(start, Math.min(end, start + longestAttribute));
      },
      onattribentity(codePoint) {
        if (wanted.has(attribute)) value += String.fromCodePoint(codePoint);
      },
      onattribend() {
        if (!wanted.has(attribute)) return;
        if (attributes[attribute] !== undefined) return;
        attributes = { ...attributes, [attribute]: value.slice(0, longestAttribute) };
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag(start, end) {
        tellText();
        closed(html.slice(start, end).toLowerCase());
      },
      ontext(start, end) {
        if (start !== textEnd) tellText();
        if (textStart === textEnd) textStart = start;
        textEnd = end;
      },
      ontextentity(codePoint) {
        tellText();
        listener.text(String.fromCodePoint(codePoint), context());
      },
      onend() {
        tellText();
        while (stack.length > 0) pop();
      },
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
    },
  );
  tokenizer.write(html);
  tokenizer.end();

  /** Text is told once it is whole: the tokenizer finds it in as many pieces as there are "<" in it. */
  function tellText(): void {
    if (textStart < textEnd) listener.text(html.slice(textStart, textEnd), context());
    textStart = textEnd;
  }

  function opened(): void {
    if (!voidElements.has(name) && stack.length >= deepest) {
      tooDeep.set(name, (tooDeep.get(name) ?? 0) + 1);
      return;
    }
    const outside = context();
    const inside = listener.open(name, attributes, outside);
    if (voidElements.has(name)) listener.close(name, inside, outside);
    else {
      stack.push({ name, inside });
      open.set(name, (open.get(name) ?? 0) + 1);
    }
  }

  function closed(ending: string): void {
    if (ending === 'br') {
      name = ending;
      attributes = noAttributes;
      opened();
      return;
    }
    const beyond = tooDeep.get(ending) ?? 0;
    if (beyond > 0) tooDeep.set(ending, beyond - 1);
    else if ((open.get(ending) ?? 0) > 0 && isClosable(ending)) while (pop() !== ending);
  }

  /** An inline element that is closed in the wrong place does not close the blocks inside it. */
  function isClosable(ending: string): boolean {
    if (!inlineElements.has(ending)) return true;
    for (let place = stack.length - 1; place >= 0 && place > stack.length - 1 - deepestInline; place -= 1) {
      if (stack[place]!.name === ending) return true;
      if (!inlineElements.has(stack[place]!.name)) return false;
    }
    return false;
  }

  function pop(): string | undefined {
    const element = stack.pop();
    if (element === undefined) return undefined;
    open.set(element.name, (open.get(element.name) ?? 1) - 1);
    listener.close(element.name, element.inside, context());
    return element.name;
  }
}
