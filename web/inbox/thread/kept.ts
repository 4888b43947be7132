import type { Pending, Wish } from './pending.ts';

/** What an agent has begun to write, and what was not sent, kept in this browser for the agent's next visit. */

interface Kept {
  readonly text: string;
  /** What the agent wants to happen to it. */
  readonly wish?: Wish;
  readonly unsent: readonly Omit<Pending, 'failure'>[];
  readonly at: number;
}

type Stored = Readonly<Record<string, Kept>>;

/** The newest of them; what is older is forgotten. */
const maxKept = 100;
const longest = 10_000;
const maxUnsent = 20;

let owner = '';
const name = () => `afterchat-drafts-${owner}`;

/** Several agents may use one browser, one after the other. */
export function keepFor(agentId: string): void {
  owner = agentId;
}

/** Storage may be full, or forbidden: then nothing is kept, and writing goes on. */
function read(): Stored {
  try {
    return JSON.parse(localStorage.getItem(name()) ?? '{}');
  } catch {
    return {};
  }
}

function write(id: string, by: (now: Kept) => Kept): void {
  const stored = read();
  const now = by(stored[id] ?? { text: '', unsent: [], at: 0 });
  const { [id]: _, ...others } = stored;
  const isEmpty = now.text === '' && now.unsent.length === 0;
  const newest = Object.entries(isEmpty ? others : { ...others, [id]: now })
    .sort(([, one], [, other]) => other.at - one.at)
    .slice(0, maxKept);
  try {
    localStorage.setItem(name(), JSON.stringify(Object.fromEntries(newest)));
  } catch {}
}

export interface Draft {
  readonly text: string;
  readonly wish: Wish;
}

export function draftOf(id: string): Draft {
  const { text = '', wish = 'auto' } = read()[id] ?? {};
  return { text, wish };
}

export const keepDraft = (id: string, { text, wish }: Draft): void =>
  write(id, (now) => ({ ...now, text: text.slice(0, longest), wish, at: Date.now() }));

/** What an earlier page could not send; whether it arrived nevertheless is found out by sending it again. */
export const unsentOf = (id: string): readonly Pending[] =>
  (read()[id]?.unsent ?? []).map((one) => ({ ...one, attachments: one.attachments ?? [], failure: '' }));

export function keepUnsent(id: string, pending: readonly Pending[]): void {
  const unsent = pending.slice(-maxUnsent).map(({ failure: _, ...one }) => one);
  if (unsent.length === 0 && read()[id] === undefined) return;
  write(id, (now) => ({ ...now, unsent, at: Date.now() }));
}

/** Signed out on a computer that others use: nothing of it stays. */
export const forgetKept = (): void => localStorage.removeItem(name());
