import { type Attachment, ProblemError } from '../../../packages/client/src/index.ts';

interface UploadOptions {
  readonly signal: AbortSignal;
  /** Called with 0 to 1. */
  readonly onProgress: (progress: number) => void;
}

/**
 * Uploads a file for a message of a conversation, by XMLHttpRequest, because fetch does not tell how far an upload is.
 * Rejects with ProblemError if it is refused, and with TypeError if the network fails.
 */
export function upload(conversationId: string, file: File, { signal, onProgress }: UploadOptions): Promise<Attachment> {
  const path = `/v1/conversations/${encodeURIComponent(conversationId)}/attachments`;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('x-afterchat-page', '1');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      const { status, responseText } = request;
      const body = responseText.startsWith('{') ? JSON.parse(responseText) : null;
      if (status < 300) resolve(body);
      else
        reject(
          new ProblemError(`POST ${path}`, status, body, Number(request.getResponseHeader('retry-after')) || null),
        );
    };
    request.onerror = request.onabort = () => reject(new TypeError('The network failed.'));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });
}
