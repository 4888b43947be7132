/** @jsxImportSource hono/jsx */
import type { Context } from 'hono';
import { cleanLine } from '../../mail/clean.ts';
import { wordsIn } from '../../mail/words.ts';
import { presentAgents, roleOf } from '../../store/accounts/agents.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import { answerPage, localeOf, type Page, pageOf } from '../links/page.tsx';
import { en, type SignInCatalogue } from './catalogues/en.ts';
import { fr } from './catalogues/fr.ts';
import type { Mapped } from './claims.ts';
import type { SignInError } from './provider.ts';

/** How agents can sign in here. */
export interface Ways {
  /** The account of the demo sign-in; null if there is none. */
  readonly demo: AccountDoc | null;
  /** The name of the provider of OpenID Connect; null if there is none. */
  readonly provider: string | null;
}

const wordsOf = (c: Context) => wordsIn<keyof SignInCatalogue>({ en, fr }, localeOf(c));

/** @param to the path of the inbox to go to afterwards */
export function signInPage(c: Context, { demo, provider }: Ways, to: string): Page {
  const words = wordsOf(c);
  return pageOf(
    { words, company: null, color: null },
    words.say('title'),
    <>
      {provider === null ? null : (
        <p>
          <a class="button" href={`sign-in/start?${new URLSearchParams({ to })}`}>
            {words.say('withProvider', { provider })}
          </a>
        </p>
      )}
      {demo === null ? null : <DemoAgents words={words} account={demo} to={to} />}
      {provider === null && demo === null ? <p>{words.say('notSetUp')}</p> : null}
    </>,
  );
}

interface DemoProps {
  readonly words: ReturnType<typeof wordsOf>;
  readonly account: AccountDoc;
  readonly to: string;
}

function DemoAgents({ words, account, to }: DemoProps) {
  const agents = presentAgents(account).reverse();
  if (agents.length === 0) return <p>{words.say('noAgents')}</p>;
  return (
    <>
      <p>{words.say('demo')}</p>
      {agents.map((agent) => (
        <form method="post" action="sign-in/demo">
          <input type="hidden" name="to" value={to} />
          <p>
            <button type="submit" name="agent" value={agent.id}>
              <bdi>{words.say('demoAgent', { name: cleanLine(agent.name) })}</bdi>
            </button>
            <small>{words.say(roleOf(agent) === 'admin' ? 'roleAdmin' : 'roleAgent')}</small>
          </p>
        </form>
      ))}
    </>
  );
}

/** Why somebody could not be signed in. */
export type Trouble =
  | 'notOurPage'
  | 'tooOften'
  | 'gone'
  | 'trouble'
  | 'deleted'
  | SignInError['why']
  | Extract<Mapped, { kind: 'refused' }>['why'];

/** @param back the way to the sign-in page, from the path of this one */
export function troublePage(c: Context, trouble: Trouble, back: string): Page {
  const words = wordsOf(c);
  return pageOf(
    { words, company: null, color: null },
    words.say('troubleTitle'),
    <>
      <p>{words.say(trouble)}</p>
      <a class="button" href={back}>
        {words.say('again')}
      </a>
    </>,
  );
}

/** Unlike a page behind a link, it says to itself where its forms were sent from (Origin), and to nobody else. */
export function answerSignIn(c: Context, page: Page, status = 200, headers: Readonly<Record<string, string>> = {}) {
  const answer = answerPage(c, page, status, headers);
  answer.headers.set('referrer-policy', 'same-origin');
  return answer;
}
