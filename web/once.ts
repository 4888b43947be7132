/** So long a tab that has told keeps others from telling the same. */
const quietMs = 3_000;

/** So long the others leave to the tab in which it is seen already. */
const leaveMs = 300;

interface Once {
  /** Null where tabs cannot know of each other. */
  readonly locks: Pick<LockManager, 'request'> | null;
  /** Of what is told, the same in all tabs. */
  readonly name: string;
  /** Whether the person sees it in this tab: then no tab tells it. */
  readonly isSeen: boolean;
}

/** Does something in one of the browser's tabs that were told the same; in none if it is seen in one. */
export async function onceAcrossTabs({ locks, name, isSeen }: Once, tell: () => void): Promise<void> {
  if (locks === null) {
    if (!isSeen) tell();
    return;
  }
  if (!isSeen) await new Promise((resolve) => setTimeout(resolve, leaveMs));
  await locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    if (!isSeen) tell();
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  });
}
