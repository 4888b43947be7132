import { type ClientSession, MongoBulkWriteError, MongoError } from 'mongodb';
import type { AccountDoc, ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey, isWorthRepeating, isWriteConflict, transactionOnce } from '../mongo/transaction.ts';
import { type AskedChange, type Changed, changeWithin, type Planned, planChange } from './change.ts';
import { writeTransitions } from './transition.ts';

/** A change that shares a transaction, and whom to tell what became of it. */
export interface Member extends ConversationRef {
  readonly asked: AskedChange<unknown>;
  readonly resolve: (changed: Changed<unknown> | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes the changes of several conversations, of any accounts, in one transaction. If that fails, whoever is known to be
 * at fault is told so, and the others try again in two halves, at the same time: so a few tries find whoever conflicts
 * with a change made elsewhere.
 * @returns those who have to try alone; the others have been told
 */
export async function shareTransaction(store: Store, members: readonly Member[]): Promise<readonly Member[]> {
  const [first] = members;
  if (first === undefined) return [];
  if (members.length === 1) return tryOnce(store, first);
  try {
    const outcomes = await inOneTransaction(store, members);
    for (const [index, { resolve }] of members.entries()) resolve(outcomes[index]?.changed ?? null);
    return [];
  } catch (error) {
    const isRefusal = error instanceof RefusedError;
    if (!isRefusal && !isWriteConflict(error)) return members;
    const refused = isRefusal ? error.refused : new Map<Member, unknown>();
    for (const [{ reject }, why] of refused) reject(why);
    const others = members.filter((member) => !refused.has(member));
    const half = Math.ceil(others.length / 2);
    const halves = [others.slice(0, half), others.slice(half)];
    return (await Promise.all(halves.map((some) => shareTransaction(store, some)))).flat();
  }
}

async function tryOnce(store: Store, member: Member): Promise<readonly Member[]> {
  const { asked, resolve, reject } = member;
  try {
    resolve(await transactionOnce(store, (session) => changeWithin(store, asked, session)));
  } catch (error) {
    if (isWorthRepeating(error)) return [member];
    reject(error);
  }
  return [];
}

/** Some changes are not possible, and why each of them is not. So the transaction was not committed. */
class RefusedError extends Error {
  readonly refused: ReadonlyMap<Member, unknown>;

  constructor(refused: ReadonlyMap<Member, unknown>) {
    super('some of the changes that share a transaction are not possible');
    this.name = 'RefusedError';
    this.refused = refused;
  }
}

interface PlannedMember {
  readonly member: Member;
  /** Null if there is no such conversation. */
  readonly planned: Planned<unknown> | null;
}

/** In the order of the members; null if there is no such conversation. */
function inOneTransaction(store: Store, members: readonly Member[]): Promise<readonly (Planned<unknown> | null)[]> {
  return transactionOnce(store, async (session) => {
    const all = await planAll(store, members, session);
    await insertMessages(store, all, session);
    const transitions = all.flatMap(({ planned }) => (planned?.kind === 'changed' ? [planned.transition] : []));
    await writeTransitions(store, transitions, session);
    return all.map(({ planned }) => planned);
  });
}

/** Plans all, also after one was refused, so that all who are refused are known at once. */
async function planAll(store: Store, members: readonly Member[], session: ClientSession): Promise<PlannedMember[]> {
  const known = await readAll(store, members, session);
  const all: PlannedMember[] = [];
  const refused = new Map<Member, unknown>();
  for (const member of members) {
    const { before, account } = known(member);
    if (before === undefined || account === undefined) {
      all.push({ member, planned: null });
      continue;
    }
    const { asked } = member;
    try {
      all.push({ member, planned: await planChange(store, asked, before, { account, session, now: asked.now }) });
    } catch (error) {
      // The transaction itself is over then, and anybody's change may have ended it.
      if (error instanceof MongoError) throw error;
      refused.set(member, error);
    }
  }
  if (refused.size > 0) throw new RefusedError(refused);
  return all;
}

async function readAll(store: Store, members: readonly Member[], session: ClientSession) {
  const keys = members.map((member) => conversationKey(member));
  const accountIds = [...new Set(members.map(({ accountId }) => accountId))];
  const conversations = await byId<ConversationDoc>(store.conversations.find({ _id: { $in: keys } }, { session }));
  const accounts = await byId<AccountDoc>(store.accounts.find({ _id: { $in: accountIds } }, { session }));
  return (member: Member) => ({
    before: conversations.get(conversationKey(member)),
    account: accounts.get(member.accountId),
  });
}

async function byId<Doc extends { readonly _id: string }>(found: { toArray(): Promise<Doc[]> }) {
  return new Map((await found.toArray()).map((doc) => [doc._id, doc]));
}

async function insertMessages(store: Store, all: readonly PlannedMember[], session: ClientSession): Promise<void> {
  const made = all.flatMap(({ member, planned }) => {
    const message = planned?.kind === 'changed' ? planned.newMessage : undefined;
    return message === undefined ? [] : [{ member, message }];
  });
  if (made.length === 0) return;
  try {
    await store.messages.insertMany(
      made.map(({ message }) => message),
      { session },
    );
  } catch (error) {
    if (!isDuplicateKey(error) || !(error instanceof MongoBulkWriteError)) throw error;
    // The first whose id is taken; what comes after it was not tried.
    const taken = made[[error.writeErrors].flat()[0]?.index ?? -1];
    throw taken === undefined ? error : new RefusedError(new Map([[taken.member, error]]));
  }
}
