import { ProblemError } from '../../../../packages/client/src/problem-error.ts';
import type { Attachment } from '../../../../packages/client/src/types.ts';
import type { Handoff } from '../../handoff.ts';
import type { DraftFile, Trouble } from '../chat.ts';
import type { Core } from './core.ts';
import type { Sessions } from './sessions.ts';
import { mayPass, troubleOf } from './trouble.ts';

export interface DraftFiles {
  /** Uploads the files of the draft that are not on their way, and takes away what is too much. */
  begin(): void;
  remove(id: string): void;
  /** Takes what was uploaded out of the draft. */
  take(): readonly Attachment[];
  forget(): void;
}

/** Files are uploaded as soon as they are chosen. `onUploaded` is called after the last of them. */
export function draftFiles(
  core: Core,
  sessions: Sessions,
  { maxFiles, maxBytes }: Handoff['configuration']['attachments'],
  onUploaded: () => void,
): DraftFiles {
  const { api, apiUrl, browser, state } = core;
  const uploaded = new Map<string, Attachment>();
  const stops = new Map<string, AbortController>();

  const change = (id: string, changed: Partial<DraftFile>) => {
    state.files.value = state.files.value.map((file) => (file.id === id ? { ...file, ...changed } : file));
  };

  function remove(id: string): void {
    stops.get(id)?.abort();
    stops.delete(id);
    uploaded.delete(id);
    state.files.value = state.files.value.filter((file) => file.id !== id);
  }

  async function upload(id: string, file: File): Promise<void> {
    const stop = new AbortController();
    stops.set(id, stop);
    change(id, { progress: 0, trouble: undefined });
    try {
      uploaded.set(id, await uploadedFile(id, file, stop.signal));
      change(id, { state: 'uploaded', progress: 1 });
    } catch (error) {
      if (stop.signal.aborted) return;
      stops.delete(id);
      state.waits.value = false;
      change(id, { state: 'failed', trouble: mayPass(error) ? undefined : troubleOf(error) });
    }
    if (state.files.value.every((one) => one.state === 'uploaded')) onUploaded();
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

  /** Why the account does not take this one beside those before it. */
  function refusal(file: DraftFile, before: readonly DraftFile[]): Trouble | null {
    if (before.length >= maxFiles) return { kind: 'tooManyFiles', maxFiles };
    const sum = before.reduce((bytes, one) => bytes + one.bytes, file.bytes);
    return sum > maxBytes ? { kind: 'tooLarge', maxBytes } : null;
  }

  return {
    begin: () => {
      const taken: DraftFile[] = [];
      for (const draft of state.files.value) {
        const { id, file } = draft;
        const trouble = refusal(draft, taken);
        if (trouble === null) {
          taken.push(draft);
          if (file !== undefined && draft.state === 'uploading' && !stops.has(id)) void upload(id, file);
        } else {
          // What was to be sent with it must not be sent without it.
          state.waits.value = false;
          state.trouble.value = trouble;
          remove(id);
        }
      }
    },
    remove,
    take: () => {
      const taken = state.files.value.flatMap(({ id }) => uploaded.get(id) ?? []);
      for (const { id } of state.files.value) remove(id);
      return taken;
    },
    forget: () => {
      for (const id of stops.keys()) remove(id);
    },
  };
}
