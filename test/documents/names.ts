import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventNames } from '../../src/contract/events.ts';
import { Settings } from '../../src/contract/settings.ts';

const settings = Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } }) as Readonly<
  Record<string, unknown>
>;

/** `delivery.paused`: a setting, if its beginning is a section of the settings. */
export function settingProblems(code: string): string[] {
  const [, section = '', name = ''] = /^([a-z]\w*)\.(\w+)$/.exec(code) ?? [];
  const fields = settings[section];
  const isOther = code.endsWith('.ts') || (eventNames as readonly string[]).includes(code);
  if (typeof fields !== 'object' || fields === null || isOther) return [];
  return Object.hasOwn(fields, name) ? [] : [`there is no setting ${code}`];
}

/** Links to files and headings of this repository. */
export function linkProblems(file: string): string[] {
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .flatMap((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      if (!existsSync(target)) return [`${link} leads nowhere`];
      return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [`${link}: there is no such heading`];
    });
}

const anchorsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
