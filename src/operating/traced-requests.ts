import { context, propagation, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { MiddlewareHandler } from 'hono';
import { routeOf } from './measured.ts';

/**
 * A span for each request, named after the route's pattern, and part of the caller's trace if it sent a `traceparent`.
 */
export function tracedRequests(tracer: Tracer): MiddlewareHandler {
  return (c, next) => {
    const caller = propagation.extract(context.active(), c.req.header());
    return tracer.startActiveSpan(c.req.method, { kind: SpanKind.SERVER }, caller, async (span) => {
      try {
        await next();
        const route = routeOf(c);
        span.updateName(`${c.req.method} ${route}`);
        span.setAttributes({
          'http.request.method': c.req.method,
          'http.route': route,
          'http.response.status_code': c.res.status,
        });
        if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      } finally {
        span.end();
      }
    });
  };
}
