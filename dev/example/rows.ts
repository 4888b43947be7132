import { shortened, trueDurations } from '../durations.ts';
import { type ExpectedMail, everyone, type Player, type Row, type WrittenRow } from './row.ts';
import { byEmail } from './rows/by-email.ts';
import { channels } from './rows/channels.ts';
import { contactForm } from './rows/contact-form.ts';
import { identified } from './rows/identified.ts';
import { outcomes } from './rows/outcomes.ts';
import { workedExamples } from './rows/worked-examples.ts';

interface List {
  readonly heading: string;
  readonly rows: readonly WrittenRow[];
  /** Unless a row says otherwise. */
  readonly players: readonly Player[];
}

/**
 * All rows, in the order of the table. Those that the running stack plays alone need more than the rules: sessions,
 * addresses in messages, held messages, failures of the provider, limits, links in emails. Each has its tests at the
 * API, too; here they go through everything at once.
 */
const lists: readonly List[] = [
  { heading: 'The worked examples', rows: workedExamples, players: everyone },
  { heading: 'R1 Who gets emails', rows: identified, players: ['example'] },
  { heading: 'R2 Contact form', rows: contactForm, players: ['example'] },
  { heading: 'R7 Answers by email', rows: byEmail, players: everyone },
  { heading: 'R8 Messenger and Instagram', rows: channels, players: ['example'] },
  { heading: 'R10 Outcomes', rows: outcomes, players: ['example'] },
];

const usual = { start: {}, directs: [], withoutMail: [], onTheWay: [], secondsPerMinute: 2, until: 36 };

/** The rows that a player plays, in their order, with the times of its mails. */
export const rowsFor = (player: Player): readonly Row[] =>
  lists
    .flatMap(({ heading, rows, players }) => rows.map((row) => ({ ...usual, players, ...row, heading })))
    .filter(({ players }) => players.includes(player))
    .map(({ players: _, ...row }, index) => inTimeOf(player, { ...row, number: index + 1 }));

/** What `npm run example` plays. */
export const rows = rowsFor('example');

/** With minutes as long as the player's, and the grace in which agents may come back. */
function inTimeOf(player: Player, row: Row): Row {
  const secondsPerMinute = player === 'example' ? row.secondsPerMinute : 60;
  const { agentsAwayGraceSeconds } = (player === 'example' ? shortened : trueDurations).timing;
  const withGrace = (mail: ExpectedMail) =>
    mail.afterGrace ? { ...mail, at: mail.at + agentsAwayGraceSeconds / secondsPerMinute } : mail;
  return { ...row, secondsPerMinute, mails: row.mails.map(withGrace) };
}
