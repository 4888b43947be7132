import { z } from 'zod';
import { AgentsForVisitors, PostVisitorSession } from './visitors.ts';

/** What a page's chat widget needs to know before a session. */

export const WidgetQuery = z.object({ siteKey: PostVisitorSession.shape.siteKey });

const color = z.string().describe('such as #0b7a75');
const WidgetColors = z.object({
  brand: color.describe('`brand.color`, for areas'),
  onBrand: color.describe('text on such an area'),
  accent: color.describe('text and links: as near to the brand’s as is readable'),
  brandEdge: color.describe('the border of an area in the brand’s colour'),
});

export const WidgetConfiguration = z
  .object({
    app: z.string().describe("the path of the app's module; its name changes with its content"),
    name: z.string().describe("who the visitor chats with: the sender's name, or else the account's"),
    colors: z
      .object({ light: WidgetColors, dark: WidgetColors })
      .describe('colours that go with the brand’s, whatever it is, so that everything is readable'),
    logoUrl: z.string().nullable(),
    locale: z.string().describe('the language of visitors whose own is not known'),
    attachments: z
      .object({ maxFiles: z.int(), maxBytes: z.int() })
      .describe('how many files a message may have, and how many bytes in all; no files: it has only text'),
    agents: AgentsForVisitors,
  })
  .meta({ id: 'WidgetConfiguration' });
