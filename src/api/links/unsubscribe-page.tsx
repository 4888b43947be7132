/** @jsxImportSource hono/jsx */
import type { UnsubscribePlace } from '../../store/conversations/unsubscribing.ts';
import type { PageCatalogue } from './catalogues/en.ts';
import { framingOf, type Page, pageOf } from './page.tsx';

/** What the page's buttons do. */
export const unsubscribeActions = ['unsubscribe', 'resubscribe', 'notMe', 'itWasMe'] as const;
export type UnsubscribeAction = (typeof unsubscribeActions)[number];

/** Asks what to do about a conversation's emails, or says what was done, with an undo. */
export function unsubscribePage({ conversation, account, ...standing }: UnsubscribePlace): Page {
  const framing = framingOf(conversation, account);
  const { words, company } = framing;
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
  return pageOf(
    framing,
    shown.title,
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
