import { OpenAPIHono } from '@hono/zod-openapi';
import { agents } from './agent/agents.ts';
import { conversations } from './agent/conversations.ts';
import { deliveries } from './agent/deliveries.ts';
import { messages } from './agent/messages.ts';
import { settings } from './agent/settings.ts';
import { authentication } from './authentication.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { errorHandler } from './errors.ts';
import { health } from './operator/health.ts';
import { ProblemError, problemResponse } from './problems.ts';
import { jsonOnly, limitBody } from './validation.ts';

/** The HTTP API (api.md), without a socket: tests call it by `app.request()`. */
export function createApp(deps: ApiDeps) {
  const app = new OpenAPIHono<ApiEnv>();
  app.onError(errorHandler(deps));
  app.notFound((c) =>
    problemResponse(c, new ProblemError(404, 'not-found', 'Not found', 'There is no such path and method.')),
  );
  app.route('/', health(deps));
  app.use('/v1/*', authentication(deps), limitBody(), jsonOnly());
  app.route('/', conversations(deps));
  app.route('/', messages(deps));
  app.route('/', agents(deps));
  app.route('/', settings(deps));
  app.route('/', deliveries(deps));
  return app;
}
