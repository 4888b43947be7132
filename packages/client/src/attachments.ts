import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Send } from './send.ts';
import type { Attachment } from './types.ts';

/** The file itself, with its name: a File has one. */
export interface UploadOptions extends CallOptions {
  readonly name?: string;
}

/** Uploads a file to this path. A file that is sent twice after a failure is stored twice, and expires unused. */
export function uploading(answer: Answer, path: string, file: Blob, { name, ...options }: UploadOptions) {
  const form = new FormData();
  // Without a name of its own, a Blob is called `blob`.
  if (name === undefined) form.set('file', file);
  else form.set('file', file, name);
  return answer<Attachment>('POST', path, { ...options, form });
}

const ownPath = '/v1/attachments/';

export function attachments(answer: Answer, send: Send) {
  const read = (url: string, options: CallOptions = {}): Promise<Blob> =>
    send('GET', url.slice(Math.max(0, url.indexOf(ownPath))), options, (response) => response.blob());
  return {
    /** Uploads a file to post a message with: `attachments: [id]`. Slow networks need a longer `timeoutSeconds`. */
    upload: (conversationId: string, file: Blob, options: UploadOptions = {}) =>
      uploading(answer, `/v1/conversations/${part(conversationId)}/attachments`, file, options),
    /** Downloads a file of a message, or its preview: give its `url` or `previewUrl`. */
    download: read,
  };
}
