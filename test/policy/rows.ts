import type { Happening as Told } from '../../dev/example/happenings.ts';
import type { Row } from '../../dev/example/row.ts';
import type { AgentPresence } from '../../src/policy/facts.ts';
import { accountOf, conversationOf, invisibleSince, minutes, offlineSince, online } from './facts.ts';
import * as happenings from './happenings.ts';
import { type Clocks, type Happening, live, type Mail, outcomeIn, type World, worldOf } from './world.ts';

/** Rows of the rules' table (dev/example/rows.ts), played on a world in memory. */

/** Lets a row happen up to a minute. */
export function lived(row: Row, until: number, clocks?: Clocks): World {
  const { addressKnown = true, agents = {}, choice = 'unreadReplies' } = row.start;
  const known = { visitor: { email: addressKnown ? address : null } };
  const present = Object.values(agents).map((status) => presenceOf(status, -minutes(60)));
  const world = worldOf(conversationOf(known), accountOf({ emailForwarding: choice }, present), clocks);
  const happens = inOrder(row).map((told) => inMemory(told, row));
  return live(world, happens, minutes(until));
}

/** What became of a message, as the table says it: the provider accepts, and reports nothing. */
export function outcomeOf(world: World, row: Row, label: string): string {
  const outcome = outcomeIn(world, labelsOf(row).indexOf(label) + 1);
  return outcome === 'mailed: accepted' ? 'mailed' : outcome;
}

/** A mail in the words of the table. */
export function inLabels({ at, trigger, news, shows }: Mail, row: Row) {
  const labels = labelsOf(row);
  const labelled = (seqs: readonly number[]) => seqs.map((seq) => labels[seq - 1]);
  return { at: at / minutes(1), trigger, news: labelled(news), shows: labelled(shows) };
}

const address = 'visitor@example.com';

const inOrder = ({ happens }: Row) => [...happens].sort((a, b) => a.at - b.at);

const authors: Partial<Record<Told['kind'], 'A' | 'B' | 'V'>> = { agentSays: 'A', botSays: 'B', visitorSays: 'V' };

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
function inMemory(told: Told, row: Row): Happening {
  const { at } = told;
  switch (told.kind) {
    case 'agentSays':
      return happenings.agentSays(at);
    case 'botSays':
      return happenings.botSays(at);
    case 'visitorSays':
      return happenings.visitorWrites(at);
    case 'leaves':
      return happenings.leaves(at);
    case 'isActive':
      return happenings.active(at);
    case 'beats':
      return happenings.heartbeat(at);
    case 'reads':
      return happenings.reads(at);
    case 'closes':
      return happenings.closes(at);
    case 'deletes':
      return happenings.deletes(at, labelsOf(row).indexOf(told.label) + 1);
    case 'agentBecomes': {
      const index = Object.keys(row.start.agents ?? {}).indexOf(told.agent);
      return happenings.agentsBecome(at, (now, agents) => agents.with(index, presenceOf(told.status, now)));
    }
    case 'addressGiven':
      if (told.by !== 'agent') break;
      return happenings.addressBecomes(at, told.isNone ? null : address);
    case 'accountSets': {
      const { emailForwarding: choice, ...others } = told.settings;
      if (!choice || Object.keys(others).length > 0) break;
      return happenings.accountChooses(at, choice);
    }
  }
  throw new Error(`the policy alone cannot play '${told.kind}'`);
}
