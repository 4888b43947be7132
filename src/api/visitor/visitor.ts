import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { except } from 'hono/combine';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import type { EventFeed } from '../events/feed.ts';
import { rateLimit } from '../rate-limit.ts';
import { jsonOnly, limitBody, utf8Only } from '../validation.ts';
import type { BuiltWidget } from '../widget/built-widget.ts';
import { uploadPath, visitorAttachments } from './attachments.ts';
import { visitorConversation } from './conversation.ts';
import { visitorEvents } from './events.ts';
import { loggingOut } from './logging-out.ts';
import { visitorMessages } from './messages.ts';
import { visitorOrigins } from './origins.ts';
import { presenceBeacon, visitorPresence } from './presence.ts';
import { restoreLinks } from './restore-link.ts';
import { maxBytesBesideMessages, messagesPath } from './route.ts';
import { visitorSession } from './session.ts';
import { visitorSessions } from './sessions.ts';
import { visitorTyping } from './typing.ts';
import { widgetConfiguration } from './widget.ts';

export const visitorPaths = '/v1/visitor/*';

/** The routes that a session token opens. */
const behindSession = [
  'conversation',
  'messages',
  'contact-form',
  'read',
  'presence',
  'events',
  'attachments',
  'typing',
  'session',
];

/** The widget's part of the API (api.md Visitors), with a visitor's session instead of a key. */
export function visitor(deps: ApiDeps, feed: EventFeed, widget: () => Promise<BuiltWidget>) {
  const app = new OpenAPIHono<ApiEnv>();
  const short = limitBody(maxBytesBesideMessages);
  const long = limitBody();
  const limitVisitorsBody: MiddlewareHandler<ApiEnv> = (c, next) =>
    (c.req.path === messagesPath ? long : short)(c, next);
  const isUpload = (c: Context) => c.req.method === 'POST' && c.req.path === uploadPath;
  app.use(visitorPaths, visitorOrigins(deps), except(isUpload, limitVisitorsBody, utf8Only()));
  /** Counted over both routes. */
  const presences = rateLimit('presence reports', 240, 60);
  app.route('/', presenceBeacon(deps, presences));
  app.use(visitorPaths, except(isUpload, jsonOnly()));
  app.route('/', visitorSessions(deps));
  app.route('/', restoreLinks(deps));
  app.route('/', widgetConfiguration(deps, widget));
  const session = visitorSession(deps);
  for (const path of behindSession) app.use(`/v1/visitor/${path}`, session);
  app.route('/', loggingOut(deps));
  app.route('/', visitorConversation(deps));
  app.route('/', visitorMessages(deps));
  app.route('/', visitorAttachments(deps));
  app.route('/', visitorPresence(deps, presences));
  app.route('/', visitorTyping(deps));
  app.route('/', visitorEvents(deps, feed));
  return app;
}
