// @ts-expect-error: Node's, which the types of browsers do not know.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const documented = read('docs/widget.md');
const contract = read('packages/client/src/widget.ts');

/** What a declaration of the contract names. */
const namesIn = (declaration: string, name: RegExp) => {
  const text = contract.slice(contract.indexOf(declaration));
  const end = text.indexOf('\n\n');
  return [...text.slice(0, end === -1 ? undefined : end).matchAll(name)].map(([, found]) => found as string);
};

describe('docs/widget.md', () => {
  it.each(namesIn('export type Command', /\['(\w+)'/g))('documents the command %s', (name) => {
    expect(documented).toContain(`| \`afterchat('${name}'`);
  });

  it.each(namesIn('export interface WidgetOptions', /^ {2}readonly (\w+)\?/gm))('documents the option %s', (name) => {
    expect(documented).toContain(`| \`${name}\``);
  });

  it.each(namesIn('export interface WidgetEvents', /readonly (\w+): (?:null|\{)/g))(
    'documents the event %s',
    (name) => {
      expect(documented).toContain(`| \`afterchat:${name}\``);
    },
  );
});
