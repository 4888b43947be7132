import { TestWorkflowEnvironment } from '@temporalio/testing';
import { temporalBinary } from '../../bin/servers/temporal-binary.mjs';
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { startInProcessService } from './in-process-service.ts';
import { quietTemporal } from './quiet-temporal.ts';
import { withStartupTries } from './startup-tries.ts';

export type DevServer = Awaited<ReturnType<typeof startDevServer>>;
export type DevServerService = Awaited<ReturnType<typeof startOnDevServer>>;

export interface DevServerOptions {
  /** After how many events the server suggests to continue as new; its default is 4,096. */
  readonly suggestContinueAsNewAfter?: number;
}

/** A Temporal dev server for one test, in memory and with real time. */
export async function startDevServer({ suggestContinueAsNewAfter = 4_096 }: DevServerOptions = {}) {
  quietTemporal();
  const limit = `limit.historyCount.suggestContinueAsNew=${suggestContinueAsNewAfter}`;
  const path = await temporalBinary();
  const server = { executable: { type: 'existing-path' as const, path }, extraArgs: ['--dynamic-config-value', limit] };
  const env = await withStartupTries(() => TestWorkflowEnvironment.createLocal({ server }));
  await registerSearchAttributes(env.client);
  return { client: env.client, connection: env.nativeConnection, stop: () => env.teardown() };
}

/** The service on such a server. */
export async function startOnDevServer(options: DevServerOptions = {}) {
  const { client, connection, stop } = await startDevServer(options);
  const service = await startInProcessService({ client, connection, clock: Date.now });
  return {
    ...service,
    client,
    stop: async () => {
      await service.stop();
      await stop();
    },
  };
}
