import { storedEchoes } from '../../store/inbound/events.ts';
import type { ConversationRef } from '../../store/mongo/documents.ts';
import { type TakeReportDeps, takeReport } from './take-report.ts';

/** Echoes come one by one and are processed at once, so hardly any ever wait. */
const maxTaken = 100;

/**
 * Lets the echoes that are stored and not processed yet settle what they are about: a platform that was answered 200 has
 * told of it. They stay as they are, so that processing them makes messages of those that are somebody else's.
 */
export async function takeStoredEchoes(deps: TakeReportDeps, ref: ConversationRef): Promise<void> {
  for (const { _id: recordId, event } of await storedEchoes(deps.store, ref, maxTaken)) {
    const visitorId = event?.visitorId ?? null;
    if (event !== undefined && visitorId !== null)
      await takeReport(deps, { recordId, ref, event: { ...event, visitorId } });
  }
}
