import type { Config } from '../config.ts';
import type { Tracing } from './open-telemetry.ts';

/** Tracing, if the environment asks for it; its packages are loaded only then. */
export async function startTracing(
  { OTEL_EXPORTER_OTLP_ENDPOINT }: Pick<Config, 'OTEL_EXPORTER_OTLP_ENDPOINT'>,
  part: string,
): Promise<Tracing | null> {
  if (OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  const { openTelemetry } = await import('./open-telemetry.ts');
  return openTelemetry(OTEL_EXPORTER_OTLP_ENDPOINT, part);
}
