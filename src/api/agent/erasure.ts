import { OpenAPIHono } from '@hono/zod-openapi';
import { ErasureUnderWay } from '../../contract/erasure.ts';
import { eraseConversation } from '../../store/erasure/erase.ts';
import { eraseVisitor } from '../../store/erasure/erase-visitor.ts';
import type { ErasureDoc } from '../../store/mongo/documents.ts';
import { recording } from '../audit/audited.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { json, keyedRoute, nothing, conversationParams as params, visitorParams } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** How long a request deletes before it leaves the rest to a sweeper. */
const usualPatienceMs = 5_000;

const responses = {
  202: json(ErasureUnderWay, 'Nothing of it can be used any more, and it is being deleted. Repeat the request to see.'),
  204: nothing('Everything is deleted.'),
};

/** Erases for good what is known about a visitor (api.md Conversations). */
export function erasure(deps: ApiDeps) {
  const { clock, log, notifier, eraseForMs: patienceMs = usualPatienceMs } = deps;
  /** The workflow finds nothing any more and ends. */
  function told({ accountId, conversationId, channel, hadWorkflow, state }: ErasureDoc): void {
    log.info({ accountId, conversationId, state }, 'a conversation was erased');
    const conversation = { accountId, id: conversationId, channel: { kind: channel } };
    notifier.changed({ conversation, wake: hadWorkflow ? 'conversationClosed' : null });
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('admin', {
        method: 'delete',
        path: '/v1/conversations/{id}',
        operationId: 'eraseConversation',
        tags: ['Erasure and export'],
        summary: 'Erase a conversation',
        description:
          'Deletes for good its messages, visitor, emails as they were sent and received, files and links; an email that has not gone out is withdrawn. The ids and times of its deliveries stay. Its id is never used again: PUT answers 409 `erased`. Repeating a request changes nothing.',
        request: { params },
        responses,
      }),
      async (c) => {
        const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
        const erased = await eraseConversation(await recording(c, deps), ref, { now: await clock(), patienceMs });
        if (erased === null) throw notFound('conversation');
        if (erased.isNew) told(erased.erasure);
        return erased.erasure.state === 'erased' ? c.body(null, 204) : c.json({ state: 'erasing' as const }, 202);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'delete',
        path: '/v1/visitors/{id}',
        operationId: 'eraseVisitor',
        tags: ['Erasure and export'],
        summary: 'Erase a visitor',
        description:
          'Erases every conversation whose `visitor.id` this is. After a 202 repeat the request until the answer is 204 or 404: nothing is kept of an erased visitor, not even that there was one.',
        request: { params: visitorParams },
        responses,
      }),
      async (c) => {
        const who = { accountId: c.get('key').accountId, visitorId: c.req.valid('param').id };
        const { erasures, isMoreLeft } = await eraseVisitor(await recording(c, deps), who, {
          now: await clock(),
          patienceMs,
        });
        if (erasures.length === 0) throw notFound('visitor');
        for (const one of erasures) told(one);
        return isMoreLeft ? c.json({ state: 'erasing' as const }, 202) : c.body(null, 204);
      },
    );
}
