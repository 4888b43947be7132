import { randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

const _id = 'deployment';

/** Gives the data an id if it has none. */
export async function nameDeployment({ deployments }: Pick<Store, 'deployments'>): Promise<void> {
  await deployments.updateOne({ _id }, { $setOnInsert: { id: randomId() } }, { upsert: true });
}

export async function findDeploymentId({ deployments }: Store): Promise<string | null> {
  return (await deployments.findOne({ _id }))?.id ?? null;
}
