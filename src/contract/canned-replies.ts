import { z } from 'zod';
import { fault } from './faults.ts';
import { Id, page, Timestamp, visibleText } from './primitives.ts';

/** What a canned reply may leave open, written as `{{visitor.name}}`; the client's `fillCannedReply` fills it in. */
export const cannedReplyPlaceholders = ['visitor.name', 'visitor.email', 'agent.name', 'page'] as const;

const fields = {
  agentId: Id.nullable().describe('whose it is; null: all agents share it'),
  shortcut: z
    .string()
    .refine((shortcut) => /^[\p{L}\p{N}_-]{1,32}$/u.test(shortcut), {
      error: 'must be 1 to 32 letters, digits, hyphens or underscores',
      params: fault('wrong-format'),
    })
    .meta({ minLength: 1, maxLength: 32, examples: ['hi'] })
    .describe('what an agent types after a slash to find it'),
  title: visibleText(100),
  text: visibleText(5_000).describe(
    `what it says. Placeholders are filled in by the page: ${cannedReplyPlaceholders.map((name) => `\`{{${name}}}\``).join(', ')}, each with words of your own for when it is not known, as in \`{{visitor.name|there}}\``,
  ),
};

export const PutCannedReply = z
  .strictObject({ ...fields, agentId: fields.agentId.optional() })
  .meta({ id: 'PutCannedReply' });

export const CannedReply = z
  .object({ id: Id, ...fields, createdAt: Timestamp, updatedAt: Timestamp })
  .meta({ id: 'CannedReply' });
export type CannedReply = z.infer<typeof CannedReply>;

export const CannedReplyPage = page(CannedReply).meta({ id: 'CannedReplyPage' });
