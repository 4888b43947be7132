import type { SettingsPatch } from '../../../packages/client/src/index.ts';

/** Where a setting stands: `locale`, or `timing.settleSeconds`. */
export type SettingPath = string;

/** A merge patch with these settings. */
export function patchOf(values: ReadonlyMap<SettingPath, unknown>): SettingsPatch {
  const patch: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const [group = '', field] = path.split('.');
    if (field === undefined) patch[group] = value;
    else patch[group] = { ...(patch[group] as object | undefined), [field]: value };
  }
  return patch as SettingsPatch;
}

/** What stands there; undefined if nothing does. */
export const valueAt = (value: unknown, path: SettingPath): unknown =>
  path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], value);

/** Null and nothing are the same: neither is set. */
export const isSame = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
