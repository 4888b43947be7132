import { reachBy } from '../../policy/forwarding/reach.ts';
import type { DirectChannel } from '../direct.ts';
import { meaningOf } from '../meta/answers.ts';
import { messageBody, tagged } from '../meta/message-body.ts';
import { mediaAmong, partsOf } from '../meta/parts.ts';
import { readReport } from '../meta/read-report.ts';
import { sendMessage } from '../meta/send.ts';

/** 1,000 bytes of UTF-8 (Instagram Platform, "Send a message"). */
const limit = { most: 1_000, lengthOf: (text: string) => Buffer.byteLength(text) };

/** What it shows (Instagram Platform, "Send a message": media types); of other files only PDF. */
const mediaOf = mediaAmong({
  image: ['image/png', 'image/jpeg'],
  video: ['video/mp4', 'video/ogg', 'video/x-msvideo', 'video/quicktime', 'video/webm'],
  audio: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/wav', 'audio/x-wav'],
  file: ['application/pdf'],
});

/**
 * The visitor's chat with an Instagram account, connected by either login. Its samples have no messaging type, and its
 * echoes no metadata.
 */
export const instagram: DirectChannel = {
  kind: 'instagram',
  reach: reachBy('instagram'),
  parts: async (content) => partsOf(content, { limit, mediaOf }),
  request: (part, of) =>
    JSON.stringify({
      recipient: { id: of.recipientId },
      ...(of.isLate ? tagged : {}),
      message: messageBody(part, of),
    }),
  send: (access, request) => sendMessage(access, '/me/messages', request),
  meaningOf,
  readReport,
};
