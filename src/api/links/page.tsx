/** @jsxImportSource hono/jsx */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { raw } from 'hono/html';
import { cleanLine } from '../../mail/clean.ts';
import { type Words, wordsIn } from '../../mail/words.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';
import { en, type PageCatalogue } from './catalogues/en.ts';
import { fr } from './catalogues/fr.ts';
import { pageStyles } from './page-styles.ts';

/** The frame of the pages behind an email's links. */

export interface Page {
  readonly html: string;
  readonly styles: string;
}

/** Whose page it is, and in which language. */
interface Framing {
  readonly words: Pick<Words, 'tag'>;
  /** Null if it is not known whose page it is. */
  readonly company: string | null;
  /** The brand's colour; null: ours. */
  readonly color: string | null;
}

export function framingOf({ visitor }: ConversationDoc, { name, settings }: AccountDoc) {
  const { sender, locale, brand } = settings;
  return {
    words: wordsIn<keyof PageCatalogue>({ en, fr }, visitor.locale ?? locale),
    company: cleanLine(sender?.name ?? name),
    color: brand.color,
  };
}

export function pageOf({ words, company, color }: Framing, title: string, content: unknown): Page {
  const styles = pageStyles(color);
  const html = (
    <html lang={words.tag}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{company === null ? title : `${title} – ${company}`}</title>
        <style>{raw(styles)}</style>
      </head>
      <body>
        <main>
          {company === null ? null : (
            <header>
              <bdi>{company}</bdi>
            </header>
          )}
          <h1>{title}</h1>
          {content}
        </main>
      </body>
    </html>
  );
  return { html: `<!DOCTYPE html>${html}`, styles };
}

/** Why there is only a notice: the link is unknown, there were too many requests, or something went wrong. */
export type Notice = 'unknown' | 'unknownReturn' | 'tooOften' | 'trouble';

export function noticePage(notice: Notice, locale: string): Page {
  const words = wordsIn<keyof PageCatalogue>({ en, fr }, locale);
  const title = words.say(notice === 'unknownReturn' ? 'unknownTitle' : `${notice}Title`);
  return pageOf({ words, company: null, color: null }, title, <p>{words.say(notice)}</p>);
}

/** The language that the browser prefers. */
export const localeOf = (c: Context) => c.req.header('accept-language')?.split(/[,;]/)[0] ?? 'en';

/** Not cached, not found by search engines, and not passed on as a referrer: the link is a key to the conversation. */
export const privately = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
} as const;

export function answerPage(
  c: Context,
  { html, styles }: Page,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
) {
  const style = createHash('sha256').update(styles).digest('base64');
  return c.html(html, status as 200, {
    ...headers,
    ...privately,
    'content-security-policy': `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  });
}
