import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { ClientInterceptors } from '@temporalio/client';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { Sinks } from '@temporalio/workflow';
import type { MiddlewareHandler } from 'hono';
import { withoutTrailingSlashes } from '../config.ts';
import type { MailSender } from '../mail/sendgrid.ts';
import { tracedRequests } from './traced-requests.ts';

/**
 * Spans from Temporal's interceptors and two kinds of our own, sent by OTLP over HTTP. Sampling and headers are set by
 * OpenTelemetry's own variables (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS). Attributes contain ids only (design
 * P8).
 */
export function openTelemetry(endpoint: string, part: string): Tracing {
  const resource = new Resource({ 'service.name': `afterchat-${part}` });
  const url = `${withoutTrailingSlashes(endpoint)}/v1/traces`;
  const processor = new BatchSpanProcessor(new OTLPTraceExporter({ url }));
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  const tracer = provider.getTracer('afterchat');
  return {
    clientInterceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor({ tracer })] },
    activityInterceptors: (context) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(context, { tracer }) }),
    sinks: { exporter: makeWorkflowExporter(processor, resource) },
    requests: tracedRequests(tracer),
    sender: (sender) => tracedSender(tracer, sender),
    stop: () => provider.shutdown(),
  };
}

function tracedSender(tracer: Tracer, sender: MailSender): MailSender {
  return {
    send: (body) =>
      tracer.startActiveSpan('SendGrid mail/send', { kind: SpanKind.CLIENT }, async (span) => {
        try {
          const result = await sender.send(body);
          span.setAttribute('afterchat.end', result.kind);
          if (result.status !== null) span.setAttribute('http.response.status_code', result.status);
          if (result.kind !== 'accepted') span.setStatus({ code: SpanStatusCode.ERROR, message: result.message });
          return result;
        } finally {
          span.end();
        }
      }),
  };
}

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
