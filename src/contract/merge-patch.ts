/**
 * Applies a JSON merge patch (RFC 7396): objects merge, null removes, everything else replaces. A null for a field that
 * is not there stays, so that a schema can say that it knows no such field.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  // A map, since setting `__proto__` on an object would not be seen as a field.
  const merged = new Map<string, unknown>(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null && merged.has(key)) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** Only what was given: JSON merge semantics for optional fields. */
export function defined<T extends object>(input: T | undefined): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== undefined)) as never;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
