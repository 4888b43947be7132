import { metadataOf } from '../../policy/delivery/echo.ts';
import { reachBy } from '../../policy/forwarding/reach.ts';
import type { DirectChannel } from '../direct.ts';
import { meaningOf } from '../meta/answers.ts';
import { messageBody, tagged } from '../meta/message-body.ts';
import { mediaAmong, partsOf } from '../meta/parts.ts';
import { readReport } from '../meta/read-report.ts';
import { sendMessage } from '../meta/send.ts';

/**
 * 2,000 characters (Send API, `message.text`). Counted in code units, of which a character has at least one, so that no
 * way of counting finds more.
 */
const limit = { most: 2_000, lengthOf: (text: string) => text.length };

/** Every type of file, up to 25 MB, pictures up to 8 MB (Messenger Platform, "Saving assets"). */
const mediaOf = mediaAmong({ image: 'any', video: 'any', audio: 'any', file: 'any' });

/** The visitor's chat with a Facebook page (Messenger Platform, Send API). */
export const messenger: DirectChannel = {
  kind: 'messenger',
  reach: reachBy('messenger'),
  parts: async (content) => partsOf(content, { limit, mediaOf }),
  request: (part, of) =>
    JSON.stringify({
      recipient: { id: of.recipientId },
      ...(of.isLate ? tagged : { messaging_type: 'RESPONSE' }),
      // Its echo repeats the metadata, which tells what became of an attempt without an answer.
      message: { ...messageBody(part, of), metadata: metadataOf(of) },
    }),
  send: (access, request) => sendMessage(access, `/${access.pageId}/messages`, request),
  meaningOf,
  readReport,
};
