import { Readable } from 'node:stream';
import { OpenAPIHono } from '@hono/zod-openapi';
import { ConversationExport } from '../../contract/export.ts';
import { recordAuditFirst } from '../../store/accounts/audit.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { deliveriesOf } from '../../store/deliveries/deliveries.ts';
import { type Stored, storedAbout } from '../../store/erasure/export.ts';
import type { DeliveryDoc, InboundDoc, LinkDoc } from '../../store/mongo/documents.ts';
import { recording } from '../audit/audited.ts';
import { accountOf } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { json, keyedRoute, conversationParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { conversationView, messageView, noteView, suppressionView, wholeDeliveryView } from '../views.ts';

/** Answers with all that is stored about the visitor of a conversation, for a person who asks for their data. */
export function exporting(deps: ApiDeps) {
  const { store, clock, publicUrl } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    keyedRoute('admin', {
      method: 'get',
      path: '/v1/conversations/{id}/export',
      operationId: 'exportConversation',
      tags: ['Erasure and export'],
      summary: 'Export a conversation',
      description:
        'All that is stored about its visitor, as one JSON document to hand over: messages with links to their files, deliveries with the emails as they were sent and with reports, the emails that arrived, and suppressions. It contains no tokens: links of ours in emails are shortened. It is sent as it is read, however long it is; an answer that breaks off is not valid JSON.',
      request: { params },
      responses: {
        200: {
          ...json(ConversationExport, 'The data.'),
          headers: {
            'Content-Disposition': {
              description: 'attachment, with a file name',
              required: true,
              schema: { type: 'string' as const },
            },
          },
        },
      },
    }),
    async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const conversation = await findConversation(store, ref);
      if (conversation === null) throw notFound('conversation');
      // First, because the answer may break off while it is sent.
      await recordAuditFirst(await recording(c, deps));
      const account = await accountOf(deps, ref.accountId);
      const now = await clock();
      const [stored, ledger] = await Promise.all([storedAbout(store, conversation), deliveriesOf(store, ref)]);
      const shown = { conversation, account, deliveries: ledger, view: 'agent' as const, now, publicUrl };
      const document = written({
        exportedAt: one(new Date(now).toISOString()),
        conversation: one(conversationView(conversation, account, now)),
        messages: all(stored.messages(), (message) => messageView(message, shown)),
        notes: all(stored.notes(), (note) => noteView(note, shown)),
        deliveries: all(stored.deliveries(), (delivery) => deliveryWithMail(delivery, stored)),
        inboundEmails: all(stored.inbound(), inboundView),
        links: one(stored.links.map(linkView)),
        suppressions: one(stored.suppressions.map(suppressionView)),
      });
      // The type says what the document contains, which is not made as a whole.
      return c.body(Readable.toWeb(Readable.from(document)) as ReadableStream, 200, {
        'content-type': 'application/json',
        'content-disposition': `attachment; filename="conversation-${ref.conversationId}.json"`,
        'cache-control': 'no-store',
      }) as never;
    },
  );
}

type Parts = Readonly<Record<keyof ConversationExport, () => AsyncGenerator<string> | Generator<string>>>;

const encoder = new TextEncoder();

async function* written(parts: Parts): AsyncGenerator<Uint8Array> {
  let before = '{';
  for (const [name, part] of Object.entries(parts)) {
    yield encoder.encode(`${before}${JSON.stringify(name)}:`);
    for await (const text of part()) yield encoder.encode(text);
    before = ',';
  }
  yield encoder.encode('}');
}

const one = (value: unknown) =>
  function* (): Generator<string> {
    yield JSON.stringify(value);
  };

const all = <Item>(items: AsyncIterable<Item>, view: (item: Item) => unknown) =>
  async function* (): AsyncGenerator<string> {
    let before = '[';
    for await (const item of items) {
      yield `${before}${JSON.stringify(view(item))}`;
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  };

function deliveryWithMail(delivery: DeliveryDoc, { links }: Stored) {
  const { mail = null, ...view } = wholeDeliveryView(delivery);
  const shortened = (text: string) => links.reduce((left, { _id }) => left.replaceAll(_id, '…'), text);
  return {
    ...view,
    mail: mail && { ...mail, text: shortened(mail.text), html: shortened(mail.html) },
  };
}

const linkView = ({ kind, address, createdAt, expiresAt, revokedAt }: LinkDoc) => ({
  kind,
  address: revokedAt === undefined ? address : null,
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt === undefined ? null : new Date(revokedAt).toISOString(),
});

function inboundView({ _id, event, receivedAt, state, reason, result, read }: InboundDoc) {
  return {
    id: _id,
    channel: event?.channel ?? 'email',
    receivedAt: new Date(receivedAt).toISOString(),
    state,
    reason,
    messageId: result !== null && 'messageId' in result ? result.messageId : null,
    recordedAs: result !== null && 'as' in result ? result.as : null,
    from: read?.from ?? event?.visitorId ?? null,
    subject: read?.subject ?? null,
    attachments: [...(read?.attachments ?? [])],
  };
}
