import { z } from '@hono/zod-openapi';
import type { z as Zod } from 'zod';
import { Id } from '../contract/primitives.ts';
import { Problem } from '../contract/problem.ts';

/** Pieces that the routes' OpenAPI descriptions are made of. */

export const json = <Schema extends Zod.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const body = <Schema extends Zod.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

/** What every route with a key may answer. */
export const problems = {
  400: problem('not JSON'),
  401: problem('no key, or an unknown one'),
  403: problem('the key lacks the scope'),
  404: problem("unknown, or another account's"),
  413: problem('the body is too large'),
  422: problem('the schema or the meaning does not fit'),
  503: problem('the database is away; see Retry-After'),
};

export const conflict = { 409: problem('it does not fit the present state') };

export const conversationParams = z.object({ id: Id.meta({ description: "the conversation's id" }) });
export const messageParams = conversationParams.extend({ messageId: Id });
export const agentParams = z.object({ id: Id.meta({ description: "the agent's id" }) });
export const deliveryParams = z.object({ id: Id.meta({ description: "the delivery's id" }) });
