import { type Signal, signal } from '@preact/signals';
import type { Attachment } from '../../../packages/client/src/index.ts';
import { settings } from '../account/rules.ts';
import { reasonOf } from '../parts/toasts.tsx';
import { bytes } from '../words/format.ts';
import { say } from '../words/language.ts';
import { upload } from './upload.ts';

/** A file that is to go with the next message of a conversation. It is uploaded as soon as it is chosen. */
export interface DraftFile {
  readonly id: string;
  readonly file: File;
  /** 0 to 1. */
  readonly progress: number;
  /** Null until it is uploaded. */
  readonly attachment: Attachment | null;
  /** Why it was not uploaded. */
  readonly problem: string | null;
}

/** Until this page is left: a file cannot be kept for longer. */
const drafts = new Map<string, Signal<readonly DraftFile[]>>();
const stops = new Map<string, AbortController>();

/** The most that an account takes (contract/settings.ts): agents who may not see the settings are told by the API. */
const most = { maxFiles: 10, maxBytes: 20 * 1_024 * 1_024 };

export function draftFiles(conversationId: string): Signal<readonly DraftFile[]> {
  const files = drafts.get(conversationId) ?? signal<readonly DraftFile[]>([]);
  drafts.set(conversationId, files);
  return files;
}

/** Begins to upload files; returns in words why not all were taken, or null. */
export function addFiles(conversationId: string, files: Iterable<File>): string | null {
  const draft = draftFiles(conversationId);
  const { maxFiles, maxBytes } = settings.peek()?.attachments ?? most;
  let refused: string | null = null;
  for (const file of files) {
    const before = draft.peek();
    const sum = before.reduce((sum, one) => sum + one.file.size, file.size);
    if (maxFiles === 0) return say('composer.filesOff');
    if (before.length >= maxFiles) return say('composer.tooMany', { count: maxFiles });
    if (sum > maxBytes) refused = say('composer.tooLarge', { name: file.name, size: bytes(maxBytes) });
    else if (file.size === 0) refused = say('composer.emptyFile', { name: file.name });
    else {
      const added: DraftFile = { id: crypto.randomUUID(), file, progress: 0, attachment: null, problem: null };
      draft.value = [...before, added];
      void begin(conversationId, added);
    }
  }
  return refused;
}

async function begin(conversationId: string, { id, file }: DraftFile): Promise<void> {
  const change = (by: Partial<DraftFile>) => {
    const draft = draftFiles(conversationId);
    draft.value = draft.peek().map((one) => (one.id === id ? { ...one, ...by } : one));
  };
  const stop = new AbortController();
  stops.set(id, stop);
  change({ progress: 0, problem: null });
  try {
    const attachment = await upload(conversationId, file, {
      signal: stop.signal,
      onProgress: (progress) => change({ progress }),
    });
    change({ attachment, progress: 1 });
  } catch (error) {
    if (!stop.signal.aborted) change({ problem: reasonOf(error) });
  } finally {
    stops.delete(id);
  }
}

export const uploadAgain = (conversationId: string, file: DraftFile): void => void begin(conversationId, file);

export function removeFile(conversationId: string, id: string): void {
  stops.get(id)?.abort();
  const draft = draftFiles(conversationId);
  draft.value = draft.peek().filter((one) => one.id !== id);
}

/** Takes what was uploaded out of the draft; null while something is not uploaded. */
export function takeFiles(conversationId: string): readonly Attachment[] | null {
  const draft = draftFiles(conversationId);
  const uploaded = draft.peek().flatMap(({ attachment }) => attachment ?? []);
  if (uploaded.length < draft.peek().length) return null;
  draft.value = [];
  return uploaded;
}
