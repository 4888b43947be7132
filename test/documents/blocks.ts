import { readdirSync, readFileSync } from 'node:fs';

/** A fenced block of a document. */
export interface Block {
  readonly file: string;
  /** Where it begins, for messages. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Why it is not run, by a comment right above it: `<!-- not run: it needs an engine -->`. */
  readonly notRun: string | null;
}

const fenced = /^( *)(?:<!-- not run: (.+?) -->\n+ *)?```(\w*)\n([\s\S]*?)^ *```$/gm;

export function blocksOf(file: string): Block[] {
  const markdown = readFileSync(file, 'utf8');
  return [...markdown.matchAll(fenced)].map(
    ({ index, 1: indent = '', 2: notRun = null, 3: language = '', 4: text }) => ({
      file,
      line: markdown.slice(0, index).split('\n').length,
      language,
      text: (text ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      notRun,
    }),
  );
}

/** What stands between `backticks` in the running text, each in one line. */
export function codeOf(file: string): string[] {
  const prose = readFileSync(file, 'utf8').replaceAll(fenced, '');
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));
}

export type Document = ReturnType<typeof openDocument>;

/** A document that is played: it knows which blocks nobody has asked for yet. */
export function openDocument(file: string) {
  const blocks = blocksOf(file);
  const asked = new Set<Block>();
  return {
    /** The block that begins so. Throws unless there is exactly one. */
    block: (beginning: string): Block => {
      const [found, ...more] = blocks.filter(({ text }) => text.startsWith(beginning));
      if (found === undefined || more.length > 0)
        throw new Error(`${file} has ${found ? 'several blocks' : 'no block'} that begin with ${beginning}`);
      asked.add(found);
      return found;
    },
    /** The same words, if they stand there between backticks; throws otherwise. */
    says: (code: string): string => {
      if (!codeOf(file).includes(code)) throw new Error(`${file} does not say \`${code}\``);
      return code;
    },
    /** The blocks that were neither asked for nor say why they are not run. */
    leftOut: (): string[] =>
      blocks
        .filter((block) => block.notRun === null && !asked.has(block))
        .map(({ line, text }) => `${file}:${line} ${text.split('\n')[0]}`),
  };
}

/** The commands of a block, one per line, without what it says of them. */
export const commandsIn = ({ text }: Block): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/ +#.*/, '').trim())
    .filter((line) => line !== '');

/** What tells of this repository as it is; the changelog tells of what it was. */
export const allDocuments: readonly string[] = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
