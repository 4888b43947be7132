import { z } from 'zod';
import { AgentsForVisitors, PostVisitorSession } from './visitors.ts';

/** What a page's chat widget needs to know before a session. */

export const WidgetQuery = z.object({ siteKey: PostVisitorSession.shape.siteKey });

export const WidgetConfiguration = z
  .object({
    app: z.string().describe("the path of the app's module; its name changes with its content"),
    name: z.string().describe("who the visitor chats with: the sender's name, or else the account's"),
    color: z.string().describe('such as #0b7a75 (`brand.color`)'),
    logoUrl: z.string().nullable(),
    locale: z.string().describe('the language of visitors whose own is not known'),
    agents: AgentsForVisitors,
  })
  .meta({ id: 'WidgetConfiguration' });
