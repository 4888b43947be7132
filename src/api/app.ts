import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { except } from 'hono/combine';
import { agentEmails } from './agent/agent-emails.ts';
import { agents } from './agent/agents.ts';
import { attachments, isUpload } from './agent/attachments.ts';
import { auditList } from './agent/audit.ts';
import { cannedReplies } from './agent/canned-replies.ts';
import { channels } from './agent/channels.ts';
import { conversationVisitor } from './agent/conversation-visitor.ts';
import { conversations } from './agent/conversations.ts';
import { deliveries } from './agent/deliveries.ts';
import { emailChecks } from './agent/email-checks.ts';
import { emailPreview } from './agent/email-preview.ts';
import { erasure } from './agent/erasure.ts';
import { events } from './agent/events.ts';
import { exporting } from './agent/export.ts';
import { forwarding } from './agent/forwarding.ts';
import { inbound } from './agent/inbound.ts';
import { inbox } from './agent/inbox.ts';
import { jobs } from './agent/jobs.ts';
import { keys } from './agent/keys.ts';
import { me } from './agent/me.ts';
import { messageEmail } from './agent/message-email.ts';
import { messages } from './agent/messages.ts';
import { agentOrigins, agentOriginsKept } from './agent/origins.ts';
import { replyAddresses } from './agent/reply-addresses.ts';
import { secrets } from './agent/secrets.ts';
import { agentSessions } from './agent/sessions.ts';
import { settings } from './agent/settings.ts';
import { suppressions } from './agent/suppressions.ts';
import { typing } from './agent/typing.ts';
import { webhooks } from './agent/webhooks.ts';
import { attachmentDownloads, downloadPaths } from './attachments/download.ts';
import { authentication } from './authentication.ts';
import { clientAddress } from './client-address.ts';
import { clientFile } from './client-file.ts';
import type { ApiDeps } from './deps.ts';
import { documentation } from './documentation/routes.ts';
import type { ApiEnv } from './env.ts';
import { errorHandler } from './errors.ts';
import { eventFeed } from './events/feed.ts';
import { limitAtATime, limitInFlight } from './in-flight.ts';
import { builtInbox } from './inbox/built-inbox.ts';
import { inboxPages } from './inbox/inbox-pages.ts';
import { knownKeys } from './known-keys.ts';
import { returning } from './links/return.ts';
import { unsubscribing } from './links/unsubscribe.ts';
import { apiCondition, health } from './operator/health.ts';
import { loggedRefusals } from './operator/request-log.ts';
import { status } from './operator/status.ts';
import { signIn } from './sign-in/sign-in.ts';
import { unknownPath } from './unknown-path.ts';
import { jsonOnly, limitBody, utf8Only } from './validation.ts';
import { visitor, visitorPaths } from './visitor/visitor.ts';
import { metaEvents } from './webhooks/meta-events.ts';
import { sendGridEvents } from './webhooks/sendgrid-events.ts';
import { sendGridInbound } from './webhooks/sendgrid-inbound.ts';
import { builtWidget } from './widget/built-widget.ts';
import { widgetFiles } from './widget/widget-files.ts';

/** Concurrent requests: from one address without a key, and with one key, which may serve all visitors of a site. */
const [maxOfAddress, maxOfKey] = [100, 1_000];

const isKeyed = ({ req: { path } }: Context) =>
  path.startsWith('/v1/') && [visitorPaths, downloadPaths].every((paths) => !path.startsWith(paths.slice(0, -1)));

/** The HTTP API (api.md), without a socket: tests call it by `app.request()`. */
export function createApp(deps: ApiDeps) {
  const app = new OpenAPIHono<ApiEnv>();
  app.onError(errorHandler(deps));
  app.notFound(unknownPath(app));
  for (const observer of deps.observers ?? []) app.use(observer);
  app.use(loggedRefusals(deps));
  app.route('/', health(deps.condition ?? apiCondition(deps)));
  // Health checks, above, are not limited. Requests with a key are counted by it, once it is known and before the body
  // is read.
  const ofAddress = limitAtATime(maxOfAddress, (c) => clientAddress(c, deps.trustProxy ?? false));
  app.use(except(isKeyed, ofAddress), limitInFlight());
  const feed = deps.events ?? eventFeed(deps);
  const widget = builtWidget(deps.builtPages);
  app.route('/', visitor(deps, feed, widget));
  app.route('/', attachmentDownloads(deps));
  app.route('/', unsubscribing(deps));
  app.route('/', returning(deps));
  const known = knownKeys(deps);
  app.route('/', signIn(deps, known));
  app.route('/', sendGridEvents(deps));
  app.route('/', sendGridInbound(deps));
  app.route('/', metaEvents(deps));
  app.use(
    '/v1/*',
    except(
      [visitorPaths, downloadPaths],
      agentOrigins(deps),
      authentication(known, deps),
      limitAtATime(maxOfKey, (c) => c.get('key').id),
      agentOriginsKept(deps),
      except(isUpload, limitBody(), utf8Only(), jsonOnly()),
    ),
  );
  app.route('/', conversations(deps));
  app.route('/', erasure(deps));
  app.route('/', exporting(deps));
  app.route('/', conversationVisitor(deps));
  app.route('/', inbox(deps));
  app.route('/', forwarding(deps));
  app.route('/', replyAddresses(deps));
  app.route('/', messages(deps));
  app.route('/', messageEmail(deps));
  app.route('/', typing(deps));
  app.route('/', attachments(deps));
  app.route('/', me(deps));
  app.route('/', agents(deps, known));
  app.route('/', agentSessions(deps, known));
  app.route('/', cannedReplies(deps));
  app.route('/', keys(deps, known));
  app.route('/', secrets(deps));
  app.route('/', settings(deps));
  app.route('/', auditList(deps));
  app.route('/', emailPreview(deps));
  app.route('/', emailChecks(deps));
  app.route('/', webhooks(deps));
  app.route('/', channels(deps));
  app.route('/', deliveries(deps));
  app.route('/', agentEmails(deps));
  app.route('/', inbound(deps));
  app.route('/', suppressions(deps));
  app.route('/', jobs(deps));
  app.route('/', status(deps));
  app.route('/', events(deps, feed, known));
  app.route('/', clientFile());
  app.route('/', widgetFiles(widget));
  app.route('/', inboxPages(builtInbox(deps.builtPages)));
  documentation(app);
  return app;
}
