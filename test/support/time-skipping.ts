import { TestWorkflowEnvironment } from '@temporalio/testing';
import { accountAttribute, channelAttribute, stateAttribute } from '../../src/temporal/search-attributes.ts';
import { startInProcessService } from './in-process-service.ts';
import { quietTemporal } from './quiet-temporal.ts';
import { timeSkippingExecutable } from './servers.ts';
import { withStartupTries } from './startup-tries.ts';

export type TimeSkippingService = Awaited<ReturnType<typeof startTimeSkipping>>;

/** temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD */
const keyword = 2;

/**
 * The service on Temporal's time-skipping server: minutes and days pass in milliseconds, for the workflows and, by the
 * injected clock, for everything else. Time is one for the whole server: one a test file.
 */
export async function startTimeSkipping() {
  quietTemporal();
  const path = await timeSkippingExecutable();
  const server = { executable: { type: 'existing-path' as const, path } };
  const env = await withStartupTries(() => TestWorkflowEnvironment.createTimeSkipping({ server }));
  // This server cannot list search attributes, which registering them at start-up begins with, but it can add them.
  const names = [accountAttribute, channelAttribute, stateAttribute].map(({ name }) => name);
  const searchAttributes = Object.fromEntries(names.map((name) => [name, keyword]));
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  const now = () => env.currentTimeMs();
  const service = await startInProcessService({ client: env.client, connection: env.nativeConnection, clock: now });

  return {
    ...service,
    client: env.client,
    now,
    /** Skips to a time by the server's clock; what falls due on the way happens. */
    sleepUntil: async (at: number) => {
      await service.told();
      const ms = Math.ceil(at - (await now()));
      if (ms > 0) await env.sleep(ms);
    },
    stop: async () => {
      await service.stop();
      await env.teardown();
    },
  };
}
