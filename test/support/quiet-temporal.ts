import { IllegalStateError } from '@temporalio/common';
import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { temporalLogger } from '../../src/temporal/logger.ts';

/** Only Temporal's errors are logged: the SDK warns about much that a test server lacks. */
export function quietTemporal(): void {
  try {
    Runtime.install({
      logger: temporalLogger(pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })),
      telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
    });
  } catch (error) {
    // An earlier file in this process has installed the same, and something of it still uses it.
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
