import { ProblemError } from '../../../../packages/client/src/problem-error.ts';
import type { Attachment } from '../../../../packages/client/src/types.ts';
import type { Handoff } from '../../handoff.ts';
import type { DraftFile, Trouble } from '../chat.ts';
import type { Core } from './core.ts';
import type { Sessions } from './sessions.ts';
import { troubleOf } from './trouble.ts';

export interface Uploads {
  add(files: Iterable<File>): void;
  remove(id: string): void;
  /** Takes what was uploaded out of the draft; null while something is on its way, and `again` is called after it. */
  take(again: () => void): readonly Attachment[] | null;
  forget(): void;
}

/** Files are uploaded as soon as they are chosen. */
export function uploads(
  core: Core,
  sessions: Sessions,
  { maxFiles, maxBytes }: Handoff['configuration']['attachments'],
): Uploads {
  const { api, apiUrl, browser, state } = core;
  const uploaded = new Map<string, Attachment>();
  const stops = new Map<string, AbortController>();
  let waiting: (() => void) | null = null;

  const change = (id: string, changed: Partial<DraftFile>) => {
    state.files.value = state.files.value.map((file) => (file.id === id ? { ...file, ...changed } : file));
  };

  function remove(id: string): void {
    stops.get(id)?.abort();
    stops.delete(id);
    uploaded.delete(id);
    state.files.value = state.files.value.filter((file) => file.id !== id);
  }

  const isUnderWay = () => state.files.value.some((file) => file.state === 'uploading');

  async function upload(id: string, file: File): Promise<void> {
    const stop = new AbortController();
    stops.set(id, stop);
    try {
      uploaded.set(id, await uploadedFile(id, file, stop.signal));
      change(id, { state: 'uploaded', progress: 1 });
    } catch (error) {
      if (stop.signal.aborted) return;
      change(id, { state: 'failed', trouble: troubleOf(error) });
      waiting = null;
    }
    if (isUnderWay()) return;
    const act = waiting;
    waiting = null;
    act?.();
  }

  async function uploadedFile(id: string, file: File, signal: AbortSignal): Promise<Attachment> {
    await sessions.need();
    signal.throwIfAborted();
    const path = '/v1/visitor/attachments';
    const token = api.token.now() ?? '';
    const onProgress = (progress: number) => change(id, { progress });
    const answer = await browser.upload(file, { url: `${apiUrl}${path}`, token, signal, onProgress });
    api.token.renewed(token, answer.token);
    const body = answer.text.startsWith('{') ? JSON.parse(answer.text) : null;
    if (answer.status < 300) return body;
    throw new ProblemError(`POST ${path}`, answer.status, body, answer.retryAfterSeconds);
  }

  return {
    add: (files) => {
      for (const file of files) {
        const trouble: Trouble | null =
          state.files.value.length >= maxFiles
            ? { kind: 'tooManyFiles', maxFiles }
            : state.files.value.reduce((sum, { bytes }) => sum + bytes, file.size) > maxBytes
              ? { kind: 'tooLarge', maxBytes }
              : null;
        if (trouble !== null) {
          state.trouble.value = trouble;
          continue;
        }
        const { name, size: bytes } = file;
        const id = browser.newId();
        state.files.value = [...state.files.value, { id, name, bytes, progress: 0, state: 'uploading' }];
        void upload(id, file);
      }
    },
    remove,
    take: (again) => {
      if (isUnderWay()) {
        waiting = again;
        return null;
      }
      const taken = state.files.value.flatMap(({ id }) => uploaded.get(id) ?? []);
      for (const { id } of state.files.value) remove(id);
      return taken;
    },
    forget: () => {
      waiting = null;
      for (const { id } of state.files.value) remove(id);
    },
  };
}
