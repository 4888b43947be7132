/** The part of MongoDB's query and update language that the store uses; anything else is an error, not a guess. */
export type Doc = Readonly<Record<string, unknown>> & { readonly _id: string };
export type Query = Readonly<Record<string, unknown>>;

export function matches(doc: object, query: Query): boolean {
  return Object.entries(query).every(([path, condition]) => {
    if (path === '$or') return (condition as Query[]).some((one) => matches(doc, one));
    if (path.startsWith('$')) throw new Error(`the model does not know ${path}`);
    const values = valuesAt(doc, path.split('.'));
    if (!isOperators(condition)) return has(values, condition);
    return Object.entries(condition).every(([operator, operand]) => holds(values, operator, operand));
  });
}

function holds(values: readonly unknown[], operator: string, operand: unknown): boolean {
  switch (operator) {
    case '$eq':
      return has(values, operand);
    case '$exists':
      return values.some((value) => value !== undefined) === operand;
    case '$ne':
      return !has(values, operand);
    case '$in':
      return (operand as unknown[]).some((one) => has(values, one));
    case '$nin':
      return !(operand as unknown[]).some((one) => has(values, one));
    case '$gt':
      return values.some((value) => sameType(value, operand) && (value as number) > (operand as number));
    case '$gte':
      return values.some((value) => sameType(value, operand) && (value as number) >= (operand as number));
    case '$lt':
      return values.some((value) => sameType(value, operand) && (value as number) < (operand as number));
    case '$lte':
      return values.some((value) => sameType(value, operand) && (value as number) <= (operand as number));
    default:
      throw new Error(`the model does not know ${operator}`);
  }
}

/** The document after `$set`, `$unset`, `$inc`, `$push` and `$addToSet`; it exists, so nothing is set on insert. */
export function updated(doc: Doc, update: Query): Doc {
  let result: Doc = doc;
  for (const [operator, fields] of Object.entries(update))
    for (const [path, operand] of Object.entries(fields as Query))
      result = withValue(result, path.split('.'), (value) => applied(operator, value, operand)) as Doc;
  return result;
}

function applied(operator: string, value: unknown, operand: unknown): unknown {
  switch (operator) {
    case '$set':
      return operand;
    case '$unset':
      return undefined;
    case '$inc':
      return ((value as number | undefined) ?? 0) + (operand as number);
    case '$push':
      return [...((value as unknown[] | undefined) ?? []), operand];
    case '$addToSet':
      return [...new Set([...((value as unknown[] | undefined) ?? []), operand])];
    case '$setOnInsert':
      return value;
    default:
      throw new Error(`the model does not know ${operator}`);
  }
}

export function sorted(docs: readonly Doc[], order: Readonly<Record<string, 1 | -1>> | undefined): Doc[] {
  const keys = Object.entries(order ?? { _id: 1 });
  return [...docs].sort((a, b) => {
    for (const [path, direction] of keys) {
      const [left, right] = [a, b].map((doc) => valuesAt(doc, path.split('.'))[0]) as [number, number];
      if (left !== right) return (left < right ? -1 : 1) * direction;
    }
    return 0;
  });
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value) && /^\d+$/.test(path[0] ?? '')) return valuesAt(value[Number(path[0])], path.slice(1));
  if (Array.isArray(value))
    return [...(path.length === 0 ? [value] : []), ...value.flatMap((one) => valuesAt(one, path))];
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [undefined];
  return valuesAt((value as Record<string, unknown>)[key], rest);
}

export function withValue(
  target: unknown,
  [key, ...rest]: readonly string[],
  change: (value: unknown) => unknown,
): unknown {
  if (key === undefined) return change(target);
  const holder = (target ?? {}) as Record<string, unknown>;
  return { ...holder, [key]: withValue(holder[key], rest, change) };
}

const isOperators = (condition: unknown): condition is Query =>
  typeof condition === 'object' && condition !== null && Object.keys(condition).some((key) => key.startsWith('$'));

const has = (values: readonly unknown[], wanted: unknown) =>
  values.some((value) => (value ?? null) === (wanted ?? null)) || (wanted === null && values.length === 0);

const sameType = (value: unknown, operand: unknown) => typeof value === typeof operand && value !== null;
