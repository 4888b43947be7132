import type { Message } from '../src/contract/messages.ts';
import { addressGivenBy, type DoneAct } from './acts.ts';
import { type Case, type Finding, isDeletion, type Post } from './findings.ts';

/** Acknowledged acts that are missing in the store, or differ from what was acknowledged (design P1). */
export function countLost(from: Case, conversations: readonly string[]): Finding[] {
  return conversations.flatMap((conversation) =>
    lostOf(from, conversation).map(
      ({ what, messageId }): Finding => ({ kind: 'lost', conversation, what, messageId, mails: [] }),
    ),
  );
}

interface Lost {
  readonly what: string;
  readonly messageId: string | null;
}

const lost = (what: string, messageId: string | null = null): Lost => ({ what, messageId });

function lostOf(from: Case, id: string): Lost[] {
  const acts = from.actsOf(id);
  const refused = acts.filter((act) => act.refused !== null);
  const found = refused.map(({ act, refused }) => lost(`${act.kind} was refused: ${refused}`));
  if (!acts.some(({ act, acknowledgedAt }) => act.kind === 'begin' && acknowledgedAt !== null)) return found;
  const conversation = from.evidence.conversations.get(id);
  if (conversation === undefined) return [...found, lost('the conversation is not there')];
  const messages = from.evidence.messages.get(id) ?? [];
  const posts = from.posts(id);
  const read = Math.max(0, ...acts.map(({ upTo, acknowledgedAt }) => (acknowledgedAt === null ? 0 : (upTo ?? 0))));
  const email = addressGiven(acts);
  return [
    ...found,
    ...posts.flatMap((post) => lostPost(post, acts, messages)),
    ...misplaced(messages),
    ...disordered(posts),
    ...(conversation.readUpTo < read ? [lost(`read up to ${read}, but it says ${conversation.readUpTo}`)] : []),
    ...(email !== null && conversation.visitor.email !== email
      ? [lost(`the address ${email} was given, but it says ${conversation.visitor.email}`)]
      : []),
  ];
}

function lostPost({ act, seq }: Post, acts: readonly DoneAct[], messages: readonly Message[]): Lost[] {
  const { messageId } = act;
  const message = messages.find((one) => one.id === messageId);
  if (message === undefined) return [lost(`${messageId} (seq ${seq}) is not there`, messageId)];
  if (message.seq !== seq) return [lost(`${messageId} was acknowledged as ${seq}, but is ${message.seq}`, messageId)];
  const deletions = acts.filter((done) => isDeletion(done, messageId));
  if (message.state === 'deleted')
    return deletions.length > 0 ? [] : [lost(`${messageId} is deleted, which nobody asked for`, messageId)];
  if (deletions.some(({ acknowledgedAt }) => acknowledgedAt !== null))
    return [lost(`${messageId} was deleted, but is there`, messageId)];
  const texts = possibleTexts(act, acts);
  return texts.includes(message.text) ? [] : [lost(`${messageId} is not as it was last written`, messageId)];
}

/** The last acknowledged text, and the texts of unanswered requests, which may be carried out at any time. */
function possibleTexts({ messageId, text }: Post['act'], acts: readonly DoneAct[]): string[] {
  let last = text;
  const anyTime: string[] = [];
  for (const { act, acknowledgedAt, unanswered } of acts) {
    if (act.kind !== 'edit' || act.messageId !== messageId) continue;
    if (acknowledgedAt !== null) last = act.text;
    if (unanswered > 0) anyTime.push(act.text);
  }
  return [last, ...anyTime];
}

/**
 * Each place from 1 on must be taken exactly once, because storing a message and taking its place are one transaction.
 */
function misplaced(messages: readonly Message[]): Lost[] {
  const seqs = messages.flatMap(({ seq }) => (seq === null ? [] : [seq])).sort((a, b) => a - b);
  const wrong = seqs.findIndex((seq, index) => seq !== index + 1);
  return wrong < 0 ? [] : [lost(`the places are not 1, 2, 3 …: ${seqs.join(', ')}`)];
}

/** A message that was acknowledged before another one was sent must come before it. */
function disordered(posts: readonly Post[]): Lost[] {
  return posts.flatMap((later) =>
    posts
      .filter((earlier) => earlier.acknowledgedAt < later.sentAt && earlier.seq >= later.seq)
      .map((earlier) => lost(`${earlier.act.messageId} was there before ${later.act.messageId}, but stands behind it`)),
  );
}

/** The address that the visitor or an agent gave, in any way. */
function addressGiven(acts: readonly DoneAct[]): string | null {
  const told = acts.find(({ act, acknowledgedAt }) => acknowledgedAt !== null && addressGivenBy(act) !== null);
  return told === undefined ? null : addressGivenBy(told.act);
}
