import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { describedTypes, typesFile } from '../../dev/client-types/described.ts';
import { typesOf } from '../../dev/client-types/types-of.ts';
import type * as client from '../../packages/client/src/index.ts';
import type { OpenApiDocument, Schema } from '../../src/api/documentation/open-api.ts';
import type * as conversations from '../../src/contract/conversations.ts';
import type * as deliveries from '../../src/contract/deliveries.ts';
import type * as jobs from '../../src/contract/jobs.ts';
import type * as messages from '../../src/contract/messages.ts';
import type { Settings } from '../../src/contract/settings.ts';
import type { Status } from '../../src/contract/status.ts';
import type * as typing from '../../src/contract/typing.ts';
import type * as visitors from '../../src/contract/visitors.ts';
import type * as widget from '../../src/contract/widget.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** What `npm run check` holds: the generated types of the largest bodies say the same as the contract's. */
const same: readonly true[] = [
  true satisfies Same<client.Conversation, conversations.Conversation>,
  true satisfies Same<client.PutConversation, z.input<typeof conversations.PutConversation>>,
  true satisfies Same<client.PatchVisitor, z.input<typeof conversations.PatchVisitor>>,
  true satisfies Same<client.Message, messages.Message>,
  true satisfies Same<client.PostMessage, z.input<typeof messages.PostMessage>>,
  true satisfies Same<client.Delivery, deliveries.Delivery>,
  true satisfies Same<client.Job, jobs.Job>,
  true satisfies Same<client.BulkDismissRequest, z.input<typeof jobs.BulkDismissRequest>>,
  true satisfies Same<client.BulkReplayRequest, z.input<typeof jobs.BulkReplayRequest>>,
  true satisfies Same<client.Settings, Settings>,
  true satisfies Same<client.Status, Status>,
  true satisfies Same<client.VisitorSession, z.output<typeof visitors.VisitorSession>>,
  true satisfies Same<client.Typing, Readonly<z.output<typeof typing.Typing>>>,
  true satisfies Same<client.WidgetConfiguration, z.output<typeof widget.WidgetConfiguration>>,
  true satisfies Same<client.FilledContactForm, z.output<typeof visitors.FilledContactForm>>,
];

const typed = (schema: Schema) =>
  typesOf({
    paths: { '/x': { get: { ...operation, responses: { 200: { description: '', ...content } } } } },
    components: { schemas: { Thing: schema }, securitySchemes: {} },
  } as unknown as OpenApiDocument).split('\n\n')[1];

const operation = { operationId: 'getThing', summary: 'Thing', tags: ['Conversations'] };
const content = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } };

describe("the client's types", () => {
  it('are those of the description as it is now: else run `npm run client-types`', async () => {
    expect(readFileSync(typesFile, 'utf8')).toBe(await describedTypes());
    expect(same).not.toContain(false);
  });

  it('say what a schema says', () => {
    expect(
      typed({
        type: 'object',
        description: 'A thing.',
        required: ['id', 'of'],
        properties: {
          id: { type: 'string', description: 'yours' },
          of: { anyOf: [{ $ref: '#/components/schemas/Thing' }, { type: 'null' }] },
          kinds: { type: 'array', items: { enum: ['a', 'b'] } },
          seqs: { type: 'array', items: { type: 'integer' } },
          more: {},
        },
      }),
    ).toBe(`/** A thing. */
export type Thing = {
  /** yours */
  id: string;
  of: Thing | null;
  kinds?: Array<'a' | 'b'> | undefined;
  seqs?: number[] | undefined;
  more?: unknown | undefined;
};
`);
  });

  it('are not made of what TypeScript would not say', () => {
    expect(() => typed({ type: 'tuple' })).toThrow('no TypeScript type is known for {"type":"tuple"}');
  });
});
