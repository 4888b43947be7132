import { OpenAPIHono } from '@hono/zod-openapi';
import { except } from 'hono/combine';
import { agents } from './agent/agents.ts';
import { conversations } from './agent/conversations.ts';
import { deliveries } from './agent/deliveries.ts';
import { events } from './agent/events.ts';
import { jobs } from './agent/jobs.ts';
import { keys } from './agent/keys.ts';
import { messages } from './agent/messages.ts';
import { agentOrigins, agentOriginsKept } from './agent/origins.ts';
import { secrets } from './agent/secrets.ts';
import { agentSessions } from './agent/sessions.ts';
import { settings } from './agent/settings.ts';
import { suppressions } from './agent/suppressions.ts';
import { authentication } from './authentication.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { documentation } from './documentation/routes.ts';
import { errorHandler } from './errors.ts';
import { eventFeed } from './events/feed.ts';
import { limitInFlight } from './in-flight.ts';
import { knownKeys } from './known-keys.ts';
import { unsubscribing } from './links/unsubscribe.ts';
import { apiCondition, health } from './operator/health.ts';
import { status } from './operator/status.ts';
import { unknownPath } from './unknown-path.ts';
import { jsonOnly, limitBody, utf8Only } from './validation.ts';
import { visitor, visitorPaths } from './visitor/visitor.ts';
import { sendGridEvents } from './webhooks/sendgrid-events.ts';

/** The HTTP API (api.md), without a socket: tests call it by `app.request()`. */
export function createApp(deps: ApiDeps) {
  const app = new OpenAPIHono<ApiEnv>();
  app.onError(errorHandler(deps));
  app.notFound(unknownPath(app));
  for (const observer of deps.observers ?? []) app.use(observer);
  app.route('/', health(deps.condition ?? apiCondition(deps)));
  // What a load balancer asks is above it.
  app.use(limitInFlight());
  const feed = deps.events ?? eventFeed(deps);
  app.route('/', visitor(deps, feed));
  app.route('/', unsubscribing(deps));
  app.route('/', sendGridEvents(deps));
  const known = knownKeys(deps);
  app.use(
    '/v1/*',
    except(
      visitorPaths,
      agentOrigins(deps),
      authentication(known),
      agentOriginsKept(deps),
      limitBody(),
      utf8Only(),
      jsonOnly(),
    ),
  );
  app.route('/', conversations(deps));
  app.route('/', messages(deps));
  app.route('/', agents(deps, known));
  app.route('/', agentSessions(deps, known));
  app.route('/', keys(deps, known));
  app.route('/', secrets(deps));
  app.route('/', settings(deps));
  app.route('/', deliveries(deps));
  app.route('/', suppressions(deps));
  app.route('/', jobs(deps));
  app.route('/', status(deps));
  app.route('/', events(deps, feed, known));
  documentation(app);
  return app;
}
