import { createRoute, type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { z as Zod } from 'zod';
import { MetaChannelKind, PlatformId } from '../contract/channels.ts';
import { EmailAddress, Id, VisitorId } from '../contract/primitives.ts';
import type { Scope } from '../store/accounts/keys.ts';
import { requireScope } from './authentication.ts';
import * as problem from './documentation/problem-answers.ts';
import type { TagName } from './documentation/tags.ts';
import type { ApiEnv } from './env.ts';
import { withStrictQuery } from './strict-query.ts';
import { maxBytesOfJson } from './validation.ts';

/** Parts of the routes' OpenAPI descriptions. Examples are added in documentation/. */

/** What a route's description must contain, beyond what OpenAPIHono needs to serve it. */
export type Described<Path extends string> = Omit<RouteConfig, 'path'> & {
  readonly path: Path;
  readonly operationId: string;
  readonly tags: [TagName];
  readonly summary: string;
};

/**
 * A route that requires a key with a scope. Most errors follow from what it accepts, so it only has to name its
 * successful answers and its conflicts.
 */
export function keyedRoute<Path extends string, Route extends Described<Path>>(scope: Scope, route: Route) {
  const { method, path } = route;
  const hasPlaces = path.includes('{');
  const createsIt = method === 'put' && path.endsWith('}');
  const responses = {
    503: problem.storeAway,
    ...(method === 'get' ? {} : { 400: problem.notJson, 413: problem.tooLarge(maxBytesOfJson) }),
    ...route.responses,
    401: problem.unauthorized,
    403: problem.scopeMissing(scope),
    ...(hasPlaces && !createsIt ? { 404: problem.notFound } : {}),
    422: problem.invalidRequest,
    500: problem.internal,
  };
  const request = withStrictQuery(route.request);
  const described = { ...route, request, middleware: requireScope(scope), security: [{ apiKey: [scope] }], responses };
  return createRoute<Path, Route & { middleware: MiddlewareHandler<ApiEnv> }>(described);
}

export const json = <Schema extends Zod.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const nothing = (description: string) => ({ description });

export const body = <Schema extends Zod.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

export const conflict = (...slugs: Parameters<typeof problem.conflict>) => ({ 409: problem.conflict(...slugs) });

export const conversationParams = z.object({ id: Id.meta({ description: "The conversation's id." }) });
export const visitorParams = z.object({
  id: VisitorId.meta({ description: "The visitor's id, as their conversations have it." }),
});
export const messageParams = conversationParams.extend({ messageId: Id.meta({ description: "The message's id." }) });
export const agentParams = z.object({ id: Id.meta({ description: "The agent's id." }) });
export const cannedReplyParams = z.object({ id: Id.meta({ description: "The canned reply's id." }) });
export const webhookParams = z.object({ id: Id.meta({ description: "The webhook's id." }) });
export const channelParams = z.object({
  kind: MetaChannelKind.meta({ description: 'messenger or instagram' }),
  id: PlatformId.meta({ description: "The Facebook page's ID, or the Instagram professional account's." }),
});
export const jobParams = z.object({ id: Id.meta({ description: "The job's id." }) });
export const deliveryParams = z.object({ id: Id.meta({ description: "The delivery's id." }) });
export const agentEmailParams = z.object({ id: Id.meta({ description: "The email's id." }) });
export const inboundParams = z.object({ id: Id.meta({ description: "The email's id." }) });
export const suppressionParams = z.object({
  address: EmailAddress.meta({
    description: 'The address. Capital letters and other spellings of its domain make no difference.',
  }),
});
