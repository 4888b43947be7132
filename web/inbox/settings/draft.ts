import { computed, signal } from '@preact/signals';
import { type ChangedSettings, ProblemError, type Settings } from '../../../packages/client/src/index.ts';
import { loadMe } from '../account/me.ts';
import { settings as known } from '../account/rules.ts';
import { client } from '../account/session.ts';
import { reasonOf, toast, toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { faultInWords, namedFault, warningInWords } from '../words/refusals.ts';
import type { WrongField } from '../words/translated.ts';
import { isSame, patchOf, type SettingPath, valueAt } from './patch.ts';

/** What is changed and not saved yet: kept while one goes from page to page. */
const changes = signal<ReadonlyMap<SettingPath, unknown>>(new Map());
const problems = signal<ReadonlyMap<SettingPath, WrongField>>(new Map());
const saving = signal(false);
const failure = signal<string | null>(null);

export const loadFailure = computed(() => failure.value);
export const isLoaded = computed(() => known.value !== null);
export const isSaving = computed(() => saving.value);
export const changeCount = computed(() => changes.value.size);
/** What the service said about the last try to save. */
export const problemOf = (path: SettingPath): string | null => {
  const error = problems.value.get(path);
  return error === undefined ? null : faultInWords(error);
};
/** All that it said, a sentence each: some of it may be about another section. */
export const allProblems = computed(() => [...problems.value.values()].map(namedFault));

export async function loadForChange(): Promise<void> {
  failure.value = null;
  try {
    known.value = await client.settings.get();
  } catch (error) {
    failure.value = reasonOf(error);
  }
}

/** As it is set. */
export const savedValue = (path: SettingPath): unknown => valueAt(known.value, path);

/** As it is shown: changed, or as it is set. */
export const shownValue = (path: SettingPath): unknown =>
  changes.value.has(path) ? changes.value.get(path) : savedValue(path);

/** Changes a setting, without saving it; what is as it was set is no change. */
export function change(path: SettingPath, value: unknown): void {
  const next = new Map(changes.peek());
  if (isSame(value, savedValue(path))) next.delete(path);
  else next.set(path, value);
  changes.value = next;
  const left = new Map(problems.peek());
  if (left.delete(path)) problems.value = left;
}

export function discard(): void {
  changes.value = new Map();
  problems.value = new Map();
}

/** Saves all changes in one request, and offers to undo them. Which fields are refused is shown beside them. */
export async function save(): Promise<void> {
  const before = new Map([...changes.peek().keys()].map((path) => [path, savedValue(path)]));
  saving.value = true;
  try {
    const { warnings = [] } = await patched(changes.peek());
    discard();
    toast([say('settings.saved'), ...warnings.map(warningInWords)].join(' '), {
      label: say('shell.undo'),
      run: () => void patched(before).catch(toastFailure),
    });
  } catch (error) {
    const { errors = [] } = (error instanceof ProblemError ? error.problem : null) ?? {};
    problems.value = new Map(errors.map((error) => [error.path, error]));
    if (errors.length === 0) toastFailure(error);
  } finally {
    saving.value = false;
  }
}

/** Saves one setting at once. Rejects as the API does. */
export const saveNow = (path: SettingPath, value: unknown): Promise<unknown> => patched(new Map([[path, value]]));

async function patched(values: ReadonlyMap<SettingPath, unknown>): Promise<ChangedSettings> {
  const answer = await client.settings.patch(patchOf(values));
  const { warnings: _, ...whole } = answer;
  known.value = whole as Settings;
  // What it means for agents is shown where they write.
  void loadMe().catch(() => {});
  return answer;
}
