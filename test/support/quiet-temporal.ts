import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { temporalLogger } from '../../src/temporal/logger.ts';

/** Temporal's own log lines only where it fails: a test server lacks much that the SDK remarks on. */
export function quietTemporal(): void {
  Runtime.install({
    logger: temporalLogger(pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
  });
}
