import type { SignalName } from '../contract/signals.ts';
import { emailDueBy } from '../policy/forwarding/forwarding.ts';
import { accountFacts, findAccount } from '../store/accounts/accounts.ts';
import { concernedConversations } from '../store/accounts/fan-out-flag.ts';
import type { ActivityDeps } from './deps.ts';
import { reconsider } from './reconsider.ts';
import { releaseHeldOf } from './release-held.ts';

const pageSize = 50;
/** A page that only wakes takes at least this long, so that one account's thousands do not starve the others. */
const pageMs = 250;

/** Longer than agents may be gone before what waits is due. Until then, nobody has to be woken only to sleep again. */
const soonMs = 15_000;

export interface FanOutPage {
  /** Where the next page begins; null after the last. */
  readonly after: string | null;
  /** The conversations whose replies can be emailed by `dueAt`; nothing was done about them yet. */
  readonly due: readonly string[];
  /** When the last of them is due, at most `soonMs` from now; epoch milliseconds, 0 if there is none. */
  readonly dueAt: number;
}

export interface AskedPage {
  readonly accountId: string;
  readonly signal: SignalName;
  readonly after: string | null;
  /** Whether those that can be emailed soon are only named. Otherwise their workflows are signalled too. */
  readonly leavesDue: boolean;
}

/** Re-evaluates a page of waiting conversations, and signals those whose due time is now earlier. */
export async function fanOutPage(
  deps: ActivityDeps,
  { accountId, signal, after, leavesDue }: AskedPage,
): Promise<FanOutPage> {
  const { store, clock } = deps;
  const pace = paceOf(pageMs);
  if (after === null && signal === 'settingsChanged') await releaseHeldOf(deps, accountId, pace);
  const account = await findAccount(store, accountId);
  const page = await concernedConversations(store, accountId, { signal, after, limit: pageSize });
  const now = await clock();
  const due = new Map<string, number>();
  for (const conversation of page) {
    const email = leavesDue && account && emailDueBy(now + soonMs, conversation, accountFacts(account), now);
    if (email) due.set(conversation.id, email.at);
    else await reconsider(deps, { accountId, conversationId: conversation.id }, signal);
  }
  const last = page.length === pageSize ? page.at(-1) : undefined;
  if (last !== undefined && due.size === 0) await pace();
  return { after: last?.id ?? null, due: [...due.keys()], dueAt: Math.max(0, ...due.values()) };
}

/** Waits until `ms` after it last waited, or at first, after it was made. */
function paceOf(ms: number): () => Promise<void> {
  let last = Date.now();
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - (Date.now() - last))));
    last = Date.now();
  };
}
