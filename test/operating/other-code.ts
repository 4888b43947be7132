import { sleep } from '@temporalio/workflow';

/** Under the name of ours, and not what its histories tell: as a deploy that changed the workflow's commands would be. */
export async function conversation(): Promise<void> {
  await sleep('1 hour');
  await sleep('1 hour');
}
