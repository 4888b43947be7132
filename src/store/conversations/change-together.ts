import { findAccount } from '../accounts/accounts.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { transactionOnce } from '../mongo/transaction.ts';
import { type AskedChange, type Changed, changeConversation, type Planned, planChange } from './change.ts';
import { writeTransitions } from './transition.ts';

/** At most this many conversations share a transaction. */
const maxTogether = 32;
/** A change that has waited this long for the transaction before it goes alone: that one hangs, or MongoDB does. */
const patienceMs = 500;

interface Member {
  readonly asked: AskedChange<unknown>;
  readonly resolve: (changed: Changed<unknown> | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The changes that wait in this process while a transaction of their account is running. */
interface Group {
  readonly waiting: Member[];
  patience: NodeJS.Timeout | null;
}

/** By account: accounts never share a transaction or wait for each other. */
const groupsOf = new WeakMap<Store, Map<string, Group>>();

/**
 * Changes a conversation like `changeConversation`, for frequent changes. When they come fast, an account's changes
 * share transactions, which costs a fraction of the commands: the first goes alone and at once, and those that come
 * meanwhile go together when it has ended. If anything goes wrong with them together, each goes alone.
 */
export function changeTogether<T>(store: Store, asked: AskedChange<T>): Promise<Changed<T> | null> {
  const { accountId } = asked.ref;
  const groups = groupsOf.get(store) ?? new Map<string, Group>();
  groupsOf.set(store, groups);
  const group = groups.get(accountId);
  if (group === undefined) {
    groups.set(accountId, { waiting: [], patience: null });
    return changeConversation(store, asked).finally(() => void workOff(store, groups, accountId));
  }
  return new Promise((resolve, reject) => {
    group.waiting.push({ asked, resolve: resolve as Member['resolve'], reject });
    group.patience ??= patienceOf(store, group);
  });
}

function patienceOf(store: Store, group: Group): NodeJS.Timeout {
  return setTimeout(() => {
    group.patience = null;
    for (const member of group.waiting.splice(0)) void goAlone(store, member);
  }, patienceMs);
}

async function workOff(store: Store, groups: Map<string, Group>, accountId: string): Promise<void> {
  const group = groups.get(accountId) as Group;
  while (group.waiting.length > 0) {
    const members = takeFrom(group.waiting);
    if (group.patience !== null) clearTimeout(group.patience);
    group.patience = group.waiting.length > 0 ? patienceOf(store, group) : null;
    await goTogether(store, accountId, members);
  }
  groups.delete(accountId);
}

/** The first change of each conversation; further changes of the same ones stay, in order. */
function takeFrom(waiting: Member[]): Member[] {
  const taken = new Map<string, Member>();
  const left: Member[] = [];
  for (const member of waiting.splice(0)) {
    const { conversationId } = member.asked.ref;
    if (taken.has(conversationId) || taken.size === maxTogether) left.push(member);
    else taken.set(conversationId, member);
  }
  waiting.push(...left);
  return [...taken.values()];
}

async function goTogether(store: Store, accountId: string, members: readonly Member[]): Promise<void> {
  const [first] = members;
  if (first !== undefined && members.length === 1) return goAlone(store, first);
  try {
    const outcomes = await inOneTransaction(store, accountId, members);
    for (const [index, { resolve }] of members.entries()) resolve(outcomes[index]?.changed ?? null);
  } catch {
    await Promise.all(members.map((member) => goAlone(store, member)));
  }
}

const goAlone = (store: Store, { asked, resolve, reject }: Member) =>
  changeConversation(store, asked).then(resolve, reject);

/** In the order of the members; null if there is no such conversation. */
function inOneTransaction(
  store: Store,
  accountId: string,
  members: readonly Member[],
): Promise<readonly (Planned<unknown> | null)[]> {
  return transactionOnce(store, async (session) => {
    const keys = members.map(({ asked }) => conversationKey(asked.ref));
    const found = await store.conversations.find({ _id: { $in: keys } }, { session }).toArray();
    const account = await findAccount(store, accountId, session);
    if (account === null) return members.map(() => null);
    const byKey = new Map(found.map((conversation) => [conversation._id, conversation]));
    const all: (Planned<unknown> | null)[] = [];
    for (const [index, { asked }] of members.entries()) {
      const before = byKey.get(keys[index] as string);
      const context = { account, session, now: asked.now };
      all.push(before === undefined ? null : await planChange(store, asked, before, context));
    }
    const made = all.filter((planned) => planned?.kind === 'changed');
    const newMessages = made.flatMap(({ newMessage }) => newMessage ?? []);
    if (newMessages.length > 0) await store.messages.insertMany(newMessages, { session });
    await writeTransitions(
      store,
      made.map(({ transition }) => transition),
      session,
    );
    return all;
  });
}
