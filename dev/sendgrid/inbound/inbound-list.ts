import { openStateFile } from '../state-file.ts';
import type { InboundMail, InboundPost, InboundState } from './inbound-mail.ts';

const maxMails = 5_000;
const maxCharacters = 300_000_000;
/** With more lines than this, the state file is rewritten. */
const maxLines = 20_000;
/** A receiver that is away for long gets an email often; of its posts the newest are kept. */
const maxPosts = 20;

export interface Received {
  readonly mail: InboundMail;
  readonly state: InboundState;
  readonly posts: readonly InboundPost[];
}

type Line =
  | { readonly received: Received }
  | { readonly id: string; readonly post: InboundPost }
  | { readonly id: string; readonly ended: InboundState };

/**
 * The emails that came in, so that none is lost without being seen; beyond its limits, the oldest are dropped, but none
 * that still waits. With a state file they survive restarts.
 */
export function openInboundList(stateFile: string | null) {
  const entries = new Map<string, Received>();
  let characters = 0;
  const file = stateFile === null ? null : openStateFile(stateFile);

  const change = (id: string, changed: (one: Received) => Received) => {
    const known = entries.get(id);
    if (known !== undefined) entries.set(id, changed(known));
  };
  const withPost = (id: string, post: InboundPost) =>
    change(id, (one) => ({ ...one, posts: [...one.posts, post].slice(-maxPosts) }));
  const keep = (received: Received) => {
    entries.set(received.mail.id, received);
    characters += received.mail.raw.length;
    for (const [id, { mail, state }] of entries) {
      if (entries.size <= maxMails && characters <= maxCharacters) break;
      if (state === 'waiting') continue;
      characters -= mail.raw.length;
      entries.delete(id);
    }
  };
  for (const json of file?.lines ?? []) {
    const line = JSON.parse(json) as Line;
    if ('received' in line) keep(line.received);
    else if ('post' in line) withPost(line.id, line.post);
    else change(line.id, (one) => ({ ...one, state: line.ended }));
  }
  const rewrite = () => file?.rewrite([...entries.values()].map((received) => JSON.stringify({ received })));
  rewrite();
  const note = (line: Line) => {
    file?.append(JSON.stringify(line));
    if (file !== null && file.length() > Math.max(maxLines, 2 * entries.size)) rewrite();
  };

  return {
    add(mail: InboundMail): void {
      const received: Received = { mail, state: 'waiting', posts: [] };
      keep(received);
      note({ received });
    },
    notePost(id: string, post: InboundPost): void {
      withPost(id, post);
      note({ id, post });
    },
    end(id: string, state: InboundState): void {
      change(id, (one) => ({ ...one, state }));
      note({ id, ended: state });
    },
    find: (id: string): Received | null => entries.get(id) ?? null,
    /** Oldest first. */
    all: (): readonly Received[] => [...entries.values()],
    close: (): void => file?.close(),
  };
}
