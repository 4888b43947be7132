import type { z } from 'zod';
import type { CannedReply, PutCannedReply } from '../../contract/canned-replies.ts';
import { onePage } from './examples-for-operators.ts';

/** Examples of what an account adds to the inbox and connects to it. */

const cannedReply: CannedReply = {
  id: 'greeting',
  agentId: 'ada',
  shortcut: 'hi',
  title: 'Greeting',
  text: 'Hello {{visitor.name|there}}, this is {{agent.name}}. How can I help?',
  createdAt: '2026-01-05T10:00:00.000Z',
  updatedAt: '2026-01-05T10:00:00.000Z',
};

const { agentId, shortcut, title, text } = cannedReply;

export const examplesForIntegrations = {
  CannedReply: cannedReply,
  PutCannedReply: { agentId, shortcut, title, text } satisfies z.input<typeof PutCannedReply>,
  CannedReplyPage: onePage(cannedReply),
};
