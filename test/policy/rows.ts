import type { Happening } from '../../dev/example/happenings.ts';
import { type Row, withQuestions } from '../../dev/example/row.ts';
import type { AgentPresence } from '../../src/policy/facts.ts';
import { accountOf, conversationOf, invisibleSince, minutes, offlineSince, online } from './facts.ts';
import * as happenings from './happenings.ts';
import { type Happening as Change, type Clocks, live, type Mail, outcomeIn, type World, worldOf } from './world.ts';

/** Rows of the rules' table (dev/example/rows.ts), played on a world in memory. */

/** Lets a row happen up to a minute. */
export function lived(row: Row, until: number, clocks?: Clocks): World {
  const { addressKnown = true, agents = {}, choice = 'unreadReplies' } = row.start;
  const known = { visitor: { email: addressKnown ? address : null } };
  const present = Object.values(agents).map((status) => presenceOf(status, -minutes(60)));
  const world = worldOf(conversationOf(known), accountOf({ emailForwarding: choice }, present), clocks);
  const happens = inOrder(row).flatMap((one) => (one.kind === 'finds' ? [] : [inMemory(one, row)]));
  return live(world, happens, minutes(until));
}

/** What has become of a message at a minute, in the words of the table. */
export interface Told {
  readonly at: number;
  readonly label: string;
  readonly outcome: string;
}

/** What the row says of its messages: on the way, with each email, and at last. */
export function outcomesOf(row: Row, lastMinute: number): readonly Told[] {
  const { mails, outcome } = row;
  const atLast = (label: string) => (typeof outcome === 'string' ? outcome : (outcome?.[label] ?? ''));
  const replies = labelsOf(row).filter((label) => label.startsWith('A'));
  return [
    ...withQuestions(row).flatMap((one) => (one.kind === 'finds' ? [asked(one)] : [])),
    ...mails.flatMap(({ at, news }) => news.map((label) => ({ at, label, outcome: `${label} mailed` }))),
    ...replies.map((label) => ({ at: lastMinute, label, outcome: `${label} ${atLast(label)}` })),
  ];
}

function asked({ at, finding, expected }: Extract<Happening, { kind: 'finds' }>): Told {
  if (finding.of !== 'outcome') throw new Error(`the policy alone does not know '${expected}'`);
  return { at, label: finding.label, outcome: expected };
}

/** The provider accepts, and reports nothing. */
export function outcomeOf(row: Row, { at, label }: Told): string {
  const outcome = outcomeIn(lived(row, at), labelsOf(row).indexOf(label) + 1);
  return `${label} ${outcome === 'mailed: accepted' ? 'mailed' : outcome}`;
}

/** An email in the words of the table. */
export function inLabels({ at, trigger, news, shows }: Mail, row: Row) {
  const labels = labelsOf(row);
  const labelled = (seqs: readonly number[]) => seqs.map((seq) => labels[seq - 1]);
  return { at: at / minutes(1), trigger, news: labelled(news), shows: labelled(shows) };
}

const address = 'visitor@example.com';

const inOrder = ({ happens }: Row) => [...happens].sort((a, b) => a.at - b.at);

const authors: Partial<Record<Happening['kind'], 'A' | 'B' | 'V'>> = {
  agentSays: 'A',
  botSays: 'B',
  visitorSays: 'V',
  repliesByMail: 'V',
};

/** The messages' labels in the order of their numbers. */
function labelsOf(row: Row): readonly string[] {
  const labels: string[] = [];
  for (const { kind } of inOrder(row)) {
    const author = authors[kind];
    if (author !== undefined) labels.push(`${author}${labels.filter((label) => label.startsWith(author)).length + 1}`);
  }
  return labels;
}

function presenceOf(status: AgentPresence['status'], since: number): AgentPresence {
  if (status === 'online') return online;
  return status === 'invisible' ? invisibleSince(since) : offlineSince(since);
}

/** Throws an Error for what is decided elsewhere than in the policy: a row with it has other players. */
function inMemory(happening: Exclude<Happening, { kind: 'finds' }>, row: Row): Change {
  const { at } = happening;
  switch (happening.kind) {
    case 'agentSays':
      return happenings.agentSays(at, happening.forwarding);
    case 'botSays':
      return happenings.botSays(at);
    case 'visitorSays':
      return happenings.visitorWrites(at);
    case 'repliesByMail':
      return happening.from === 'visitor' ? happenings.answersByEmail(at) : happenings.answersFromAnotherAddress(at);
    case 'leaves':
      return happenings.leaves(at);
    case 'isActive':
      return happenings.active(at);
    case 'beats':
      return happenings.heartbeat(at);
    case 'reads':
      return happenings.reads(at);
    case 'asksFor':
      return happening.action === 'sendNow' ? happenings.asksToSendNow(at) : happenings.cancels(at);
    case 'closes':
      return happenings.closes(at);
    case 'deletes':
      return happenings.deletes(at, labelsOf(row).indexOf(happening.label) + 1);
    case 'agentBecomes': {
      const index = Object.keys(row.start.agents ?? {}).indexOf(happening.agent);
      return happenings.agentsBecome(at, (now, agents) => agents.with(index, presenceOf(happening.status, now)));
    }
    case 'addressGiven':
      if (happening.by !== 'agent') break;
      return happenings.addressBecomes(at, happening.isNone ? null : address);
    case 'accountSets': {
      const { emailForwarding: choice, ...others } = happening.settings;
      if (!choice || Object.keys(others).length > 0) break;
      return happenings.accountChooses(at, choice);
    }
  }
  throw new Error(`the policy alone cannot play '${happening.kind}'`);
}
