import type { Mail } from '../mail.ts';
import type { Header } from './mime.ts';

/** What makes a reply a part of its thread (RFC 5322 section 3.6.4). */
export function threadOf(original: Mail): readonly Header[] {
  const id = headerOf(original, 'Message-ID');
  if (id === null) return [];
  const before = headerOf(original, 'References') ?? headerOf(original, 'In-Reply-To');
  return [
    ['In-Reply-To', id],
    ['References', before === null ? id : `${before} ${id}`],
  ];
}

export function headerOf({ headers }: Mail, name: string): string | null {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}
