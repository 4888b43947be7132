import type { UploadAnswer, UploadRequest } from './browser.ts';

/** By XMLHttpRequest, because fetch does not tell how far an upload is. */
export function sendFile(file: File, { url, token, signal, onProgress }: UploadRequest): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      const { status, responseText: text } = request;
      const after = Number(request.getResponseHeader('retry-after'));
      const newer = request.getResponseHeader('x-session-token');
      resolve({ status, text, token: newer, retryAfterSeconds: after || null });
    };
    request.onerror = request.onabort = () => reject(new TypeError('The network failed.'));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });
}
