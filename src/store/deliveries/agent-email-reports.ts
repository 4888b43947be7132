import { afterReports } from '../../policy/delivery/ledger.ts';
import type { ReportDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { changeAgentEmail } from './agent-emails.ts';
import { markReports, ofLedger, unappliedOf } from './reports.ts';

/**
 * Applies stored reports to the email to an agent that they are about, each once. False if there is none.
 * @param reports all of one email
 */
export async function applyToAgentEmail(store: Store, reports: readonly ReportDoc[], now: number): Promise<boolean> {
  const { accountId = null, deliveryId: agentEmailId = null } = reports[0] ?? {};
  if (accountId === null || agentEmailId === null) return false;
  const ids = reports.map(({ _id }) => _id);
  const changed = await changeAgentEmail(store, { accountId, agentEmailId }, async (email, session) => {
    const unapplied = await unappliedOf(store, ids, session);
    await markReports(store, ids, 'applied', session);
    return unapplied.length === 0 ? email : afterReports(email, unapplied.map(ofLedger), now).delivery;
  });
  return changed !== null;
}
