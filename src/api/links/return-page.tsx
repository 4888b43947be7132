/** @jsxImportSource hono/jsx */
import { mailUrl } from '../../mail/mail-url.ts';
import type { ReturnPlace } from '../../store/conversations/returning.ts';
import { framingOf, type Page, pageOf } from './page.tsx';

/** Says that the link no longer opens the conversation, for whatever reason, and leads to the site if there is one. */
export function endedPage({ conversation, account }: ReturnPlace): Page {
  const framing = framingOf(conversation, account);
  const { words, company } = framing;
  const { brand } = account.settings;
  const url = mailUrl('site', brand.siteUrl, brand);
  return pageOf(
    framing,
    words.say('endedTitle'),
    <>
      <p>{words.say(url === null ? 'endedWithoutSite' : 'ended', { company })}</p>
      {url === null ? null : (
        <a class="button" href={url} rel="noreferrer">
          {words.say('openSite', { site: new URL(url).host })}
        </a>
      )}
    </>,
  );
}

/** The account names no site any more, and the page of the chat is not one of its own. */
export function nowherePage({ conversation, account }: ReturnPlace): Page {
  const framing = framingOf(conversation, account);
  const { words, company } = framing;
  return pageOf(framing, words.say('nowhereTitle'), <p>{words.say('nowhere', { company })}</p>);
}
