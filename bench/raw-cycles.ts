import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Stack } from './stack.ts';

const taskQueue = 'raw';

/** Empty one-activity workflows per second, with a worker like ours: what this Temporal server can do at most. */
export async function rawCycles({ temporal }: Stack, count: number): Promise<number> {
  const connection = await NativeConnection.connect({ address: temporal.address });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./raw-workflow.js', import.meta.url)),
    activities: { nothing: async () => {} },
  });
  const running = worker.run();
  const clientConnection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection: clientConnection });
  const stamp = Date.now();
  // All wait for the same moment, like conversations that fall due together, so that starting them is not measured.
  const startsAt = Date.now() + 15_000;
  const ids = Array.from({ length: count }, (_, index) => `raw-${stamp}-${index}`);
  const handles = await Promise.all(
    ids.map((workflowId) => client.workflow.start('raw', { workflowId, taskQueue, args: [startsAt] })),
  );
  if (Date.now() > startsAt) throw new Error('starting the raw workflows took longer than their wait');
  await Promise.all(handles.map((handle) => handle.result()));
  const seconds = (Date.now() - startsAt) / 1_000;
  worker.shutdown();
  await running;
  await clientConnection.close();
  await connection.close();
  return count / seconds;
}
