import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import type { MailSender } from '../mail/sendgrid.ts';
import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';
import { tracedRequests } from './traced-requests.ts';
import type { Tracing } from './tracing.ts';

/**
 * Spans by Temporal's interceptors and two of our own, sent by OTLP over HTTP. Sampling and headers are OpenTelemetry's
 * own variables (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS). Attributes hold ids only (design P8).
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
