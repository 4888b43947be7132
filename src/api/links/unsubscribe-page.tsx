/** @jsxImportSource hono/jsx */
import { raw } from 'hono/html';
import { cleanLine } from '../../mail/clean.ts';
import { type Words, wordsIn } from '../../mail/words.ts';
import type { UnsubscribePlace } from '../../store/conversations/unsubscribing.ts';
import { en, type PageCatalogue } from './catalogues/en.ts';
import { fr } from './catalogues/fr.ts';
import { pageStyles } from './page-styles.ts';

type PageWords = Words<keyof PageCatalogue>;

/** What the page's buttons do. */
export const unsubscribeActions = ['unsubscribe', 'resubscribe', 'notMe', 'itWasMe'] as const;
export type UnsubscribeAction = (typeof unsubscribeActions)[number];

export interface Page {
  readonly html: string;
  readonly styles: string;
}

/** Asks what to do about a conversation's emails, or says what was done, with an undo. */
export function unsubscribePage({ conversation, account, ...standing }: UnsubscribePlace): Page {
  const { sender, locale, brand } = account.settings;
  const company = cleanLine(sender?.name ?? account.name);
  const words = wordsIn<keyof PageCatalogue>({ en, fr }, conversation.visitor.locale ?? locale);
  const say = (key: keyof PageCatalogue) => words.say(key, { company });
  const { isCurrent, isDisownable, isDisowned } = standing;
  const shown = isDisowned
    ? { title: say('disownedTitle'), text: say('disowned'), button: <Quiet action="itWasMe" label={say('undisown')} /> }
    : !isCurrent
      ? { title: say('elsewhereTitle'), text: say('elsewhere'), button: null }
      : conversation.unsubscribedAt
        ? {
            title: say('unsubscribedTitle'),
            text: say('unsubscribed'),
            button: <Quiet action="resubscribe" label={say('resubscribe')} />,
          }
        : {
            title: say('askTitle'),
            text: say('ask'),
            button: <Action action="unsubscribe" label={say('unsubscribe')} />,
          };
  return documentOf(
    words,
    company,
    shown.title,
    brand.color,
    <>
      <p>{shown.text}</p>
      {shown.button}
      {isDisownable && !isDisowned ? (
        <section id="not-me">
          <h2>{say('notMeTitle')}</h2>
          <p>{say('notMe')}</p>
          <Quiet action="notMe" label={say('sayNotMe')} />
        </section>
      ) : null}
    </>,
  );
}

/** A page with a notice only: the link is unknown, there were too many requests, or something went wrong. */
export function noticePage(notice: 'unknown' | 'tooOften' | 'trouble', locale: string): Page {
  const words = wordsIn<keyof PageCatalogue>({ en, fr }, locale);
  return documentOf(words, null, words.say(`${notice}Title`), null, <p>{words.say(notice)}</p>);
}

interface ActionProps {
  readonly action: UnsubscribeAction;
  readonly label: string;
}

/** Posts to the page's own address, so that it works below any path. */
const Action = ({ action, label, quiet = false }: ActionProps & { readonly quiet?: boolean }) => (
  <form method="post">
    <button type="submit" name="action" value={action} class={quiet ? 'quiet' : undefined}>
      {label}
    </button>
  </form>
);

const Quiet = (props: ActionProps) => <Action {...props} quiet />;

function documentOf(words: PageWords, company: string | null, title: string, color: string | null, content: unknown) {
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
