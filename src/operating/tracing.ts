import type { ClientInterceptors } from '@temporalio/client';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { Sinks } from '@temporalio/workflow';
import type { MiddlewareHandler } from 'hono';
import type { Config } from '../config.ts';
import type { MailSender } from '../mail/sendgrid.ts';

/** What makes one trace of an HTTP call, the workflow it wakes and the mail. */
export interface Tracing {
  readonly clientInterceptors: ClientInterceptors;
  readonly activityInterceptors: ActivityInterceptorsFactory;
  /** Through these the spans made inside workflows get out. */
  readonly sinks: InjectedSinks<Sinks>;
  /** A span for each request of the API. */
  readonly requests: MiddlewareHandler;
  /** A span for each call to the provider. */
  sender(sender: MailSender): MailSender;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** The tracing that the environment asks for; its packages are only loaded then. */
export async function startTracing(
  { OTEL_EXPORTER_OTLP_ENDPOINT }: Pick<Config, 'OTEL_EXPORTER_OTLP_ENDPOINT'>,
  part: string,
): Promise<Tracing | null> {
  if (OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  const { openTelemetry } = await import('./open-telemetry.ts');
  return openTelemetry(OTEL_EXPORTER_OTLP_ENDPOINT, part);
}
