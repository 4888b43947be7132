/** As many Message-IDs as a thread keeps: its first, and the last ones. */
const maxReferences = 100;
/** A longer one is in no header of ours. */
const longestId = 250;

/** A thread with one more email, which the next one answers. */
export function withReference<T extends { readonly references: readonly string[] }>(thread: T, messageId: string): T {
  if (messageId.length > longestId) return thread;
  const [first = messageId, ...rest] = [...thread.references.filter((id) => id !== messageId), messageId];
  return { ...thread, references: [first, ...rest.slice(1 - maxReferences)] };
}
