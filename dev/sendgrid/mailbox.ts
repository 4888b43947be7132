import type { Mail } from './mail.ts';
import { type MailSummary, summaryOf } from './reading/summary.ts';
import { openStateFile } from './state-file.ts';

const maxMails = 20_000;
/** The limit of all emails' JSON together, so that a list of them still fits into one answer. */
const maxCharacters = 200_000_000;

/** An email as JSON: written once, then stored, listed and saved as it is. */
interface Entry {
  readonly addresses: readonly string[];
  readonly summary: MailSummary;
  readonly json: string;
}

export type Mailbox = ReturnType<typeof openMailbox>;

/**
 * Keeps the accepted emails; beyond its limits, the oldest ones are dropped. With a state file they are on disk before
 * `add` returns, so that an email answered with 202 survives a kill of this process.
 */
export function openMailbox(stateFile: string | null) {
  const entries = new Map<string, Entry>();
  let characters = 0;

  const keep = (mail: Mail, json: string): void => {
    const addresses = mail.to.map(({ email }) => email.toLowerCase());
    entries.set(mail.id, { addresses, summary: summaryOf(mail), json });
    characters += json.length;
    for (const id of entries.keys()) {
      if (entries.size <= maxMails && characters <= maxCharacters) break;
      drop(id);
    }
  };
  const drop = (id: string): void => {
    characters -= entries.get(id)?.json.length ?? 0;
    entries.delete(id);
  };
  const matching = (to: string | null): [string, Entry][] => {
    const wanted = to?.toLowerCase() ?? null;
    return [...entries].filter(([, { addresses }]) => wanted === null || addresses.includes(wanted));
  };
  const allJson = (): string[] => [...entries.values()].map(({ json }) => json);

  const file = stateFile === null ? null : openStateFile(stateFile);
  for (const json of file?.lines ?? []) keep(JSON.parse(json) as Mail, json);
  file?.rewrite(allJson());

  return {
    add(mail: Mail): void {
      const json = JSON.stringify(mail);
      keep(mail, json);
      file?.append(json);
      if (file && file.length() > 2 * maxMails) file.rewrite(allJson());
    },
    /** The JSON of each email, newest first; with `to`, only those to that address. */
    list: (to: string | null): string[] =>
      matching(to)
        .map(([, { json }]) => json)
        .reverse(),
    /** What lists show of each email, oldest first. */
    summaries: (): MailSummary[] => [...entries.values()].map(({ summary }) => summary),
    /** The JSON of one email; null if there is none. */
    find: (id: string): string | null => entries.get(id)?.json ?? null,
    /** Deletes all emails; with `to`, only those to that address. */
    empty(to: string | null): void {
      for (const [id] of matching(to)) drop(id);
      file?.rewrite(allJson());
    },
    close: (): void => file?.close(),
  };
}
