import { OpenAPIHono } from '@hono/zod-openapi';
import { PostRead, ReadState } from '../../contract/conversations.ts';
import { FilledContactForm, PostContactForm, VisitorConversation } from '../../contract/visitors.ts';
import { findConversation, readMessages } from '../../store/conversations/conversations.ts';
import { beginConversation, fillContactForm, TooManyAddressesError } from '../../store/conversations/visitors.ts';
import { keyOfAddress } from '../../store/mongo/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { formRefused, tooManyForms } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { assertNotOwn } from '../own-address.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, json } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { visitorRoute } from './route.ts';
import { newcomerOf, tellBegun } from './session.ts';
import type { SessionClaims } from './session-token.ts';
import { formView, visitorConversationView, visitorMessageView } from './views.ts';

/** The visitor's own conversation: what they see of it, the contact form, and what they have read. */
export function visitorConversation(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  const perSession = rateLimit('contact forms', 5, 3_600);
  const reads = rateLimit('read reports', 120, 60);

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      visitorRoute('session', {
        method: 'get',
        path: '/v1/visitor/conversation',
        operationId: 'getVisitorConversation',
        tags: ['Visitors'],
        summary: "Get the visitor's conversation",
        responses: {
          200: json(
            VisitorConversation.nullable(),
            'The conversation, or null until the visitor first writes or fills in the contact form.',
          ),
        },
      }),
      async (c) => {
        const conversation = await findConversation(store, c.get('visitor'));
        if (conversation === null) return c.json(null, 200);
        await tellBegun(deps, c);
        return c.json(visitorConversationView(conversation, c.get('visitor').account, await clock()), 200);
      },
    )
    .openapi(
      visitorRoute('session', {
        method: 'post',
        path: '/v1/visitor/contact-form',
        operationId: 'postContactForm',
        tags: ['Visitors'],
        summary: 'Fill in the contact form',
        description:
          'Sends the messages that were held for it. `email: null` removes the address, also one that was taken from a message. Limit: 5 times an hour, and 3 different addresses in all.',
        request: { body: body(PostContactForm) },
        responses: {
          200: json(FilledContactForm, 'The conversation, and the messages that were held until now.'),
          403: formRefused,
          429: tooManyForms,
        },
      }),
      async (c) => {
        const visitor = c.get('visitor');
        const now = await clock();
        const { email } = c.req.valid('json');
        if (email !== null) assertNotOwn(email, visitor.account.settings);
        assertMayGive(email, visitor.claims);
        perSession.take(`${visitor.accountId}:${visitor.conversationId}`, now);
        if (!visitor.claims.hasBegun) await beginConversation(store, visitor, newcomerOf(visitor.claims), now);
        const filled = await fillContactForm(
          store,
          visitor,
          { ...c.req.valid('json'), session: visitor.claims.sessionId },
          now,
        ).catch(tooManyAddresses);
        if (filled === null) throw problem('sessionUnknown');
        notifier.changed(filled);
        await tellBegun(deps, c);
        const { conversation, account, result } = filled;
        return c.json(
          {
            conversation: visitorConversationView(conversation, account, now),
            form: formView(conversation.visitor.email, account, now),
            released: result.map((message) =>
              visitorMessageView(message, { conversation, account, now, publicUrl: deps.publicUrl }),
            ),
          },
          200,
        );
      },
    )
    .openapi(
      visitorRoute('session', {
        method: 'post',
        path: '/v1/visitor/read',
        operationId: 'postVisitorRead',
        tags: ['Visitors'],
        summary: 'Report what the visitor has read',
        description:
          'Never goes back, and never past the last message. A reply that is read before its email goes out is not emailed, unless the account emails transcripts. Limit: 120 a minute.',
        request: { body: body(PostRead) },
        responses: { 200: json(ReadState, 'How far the visitor has read now.') },
      }),
      async (c) => {
        const { accountId, conversationId } = c.get('visitor');
        const now = await clock();
        reads.take(`${accountId}:${conversationId}`, now);
        const changed = await readMessages(store, { accountId, conversationId }, c.req.valid('json').upTo, now);
        notifier.changed(changed);
        return c.json({ readUpTo: changed?.result ?? 0 }, 200);
      },
    );
}

/** Who holds a forwarded email must not be able to direct the conversation's emails elsewhere, or stop them. */
function assertMayGive(email: string | null, { linkAddress }: SessionClaims): void {
  if (linkAddress === null || (email !== null && keyOfAddress(email) === linkAddress)) return;
  throw problem('cameByLink');
}

function tooManyAddresses(error: unknown): never {
  throw error instanceof TooManyAddressesError ? problem('tooManyAddresses', error.message) : error;
}
