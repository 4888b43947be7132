import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  accountAttribute,
  channelAttribute,
  reasonAttribute,
  stateAttribute,
} from '../../src/temporal/search-attributes.ts';
import { type InProcessServiceOptions, startInProcessService } from './in-process-service.ts';
import { quietTemporal } from './quiet-temporal.ts';
import { timeSkippingExecutable } from './servers.ts';
import { withStartupTries } from './startup-tries.ts';

export type TimeSkippingService = Awaited<ReturnType<typeof startTimeSkipping>>;

/** temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD */
const keyword = 2;

/**
 * The service on Temporal's time-skipping server: minutes and days pass in milliseconds, for the workflows and, through
 * the injected clock, for everything else. The whole server has one time, so each test file has its own server.
 */
export async function startTimeSkipping({
  replyDomain,
  meta,
}: Pick<InProcessServiceOptions, 'replyDomain' | 'meta'> = {}) {
  quietTemporal();
  const path = await timeSkippingExecutable();
  const server = { executable: { type: 'existing-path' as const, path } };
  const env = await withStartupTries(() => TestWorkflowEnvironment.createTimeSkipping({ server }));
  // This server can add search attributes but not list them, which registering them at start-up would begin with.
  const names = [accountAttribute, channelAttribute, stateAttribute, reasonAttribute].map(({ name }) => name);
  const searchAttributes = Object.fromEntries(names.map((name) => [name, keyword]));
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  const now = () => env.currentTimeMs();
  const { client, nativeConnection: connection } = env;
  const service = await startInProcessService({
    client,
    connection,
    clock: now,
    ...(replyDomain && { replyDomain }),
    ...(meta && { meta }),
  });

  return {
    ...service,
    client,
    now,
    /** Skips to a time of the server's clock; what becomes due on the way happens. */
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
