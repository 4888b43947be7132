import type { InboundSource } from './inbound-filter.ts';
import { withApi } from './with-api.ts';

/** Works on the emails of the account whose key is set, or on those of nobody. */
export async function withInbound<T>(isOfNobody: boolean | undefined, work: (source: InboundSource) => Promise<T>) {
  if (!isOfNobody) return withApi((client) => work(client.inbound));
  // MongoDB's client takes longer to load than the other commands to run.
  const { withEmailsOfNobody } = await import('./inbound-of-nobody.ts');
  return withEmailsOfNobody(work);
}
