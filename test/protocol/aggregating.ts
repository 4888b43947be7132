import { type Doc, matches, type Query, sorted, withValue } from './matching.ts';

/** The documents after the stages of a pipeline that the store uses; anything else is an error, not a guess. */
export function aggregated(
  docs: readonly Doc[],
  stages: readonly Query[],
  collection: (name: string) => readonly Doc[],
): readonly Doc[] {
  return stages.reduce<readonly Doc[]>((before, stage) => {
    const [[name, operand] = ['nothing', {}]] = Object.entries(stage) as [string, Query][];
    switch (name) {
      case '$match':
        return before.filter((doc) => matches(doc, operand));
      case '$set':
        return before.map((doc) =>
          Object.entries(operand).reduce((set, [path, value]) => put(set, path, evaluated(doc, value)), doc),
        );
      case '$lookup':
        return before.map((doc) => put(doc, operand.as as string, lookedUp(doc, operand)));
      case '$project':
        return before.map((doc) => without(doc, operand));
      case '$sort':
        return sorted(before, operand as Record<string, 1 | -1>);
      case '$limit':
        return before.slice(0, operand as unknown as number);
      default:
        throw new Error(`the model does not know the stage ${name}`);
    }
  }, docs);

  function lookedUp(doc: Doc, { from, pipeline, localField, foreignField }: Query): readonly Doc[] {
    const others = collection(from as string);
    const local = valueAt(doc, (localField as string | undefined) ?? '_id');
    const joined =
      localField === undefined
        ? others
        : others.filter((other) => matches(other, { [foreignField as string]: { $in: [local].flat() } }));
    return aggregated(joined, (pipeline as Query[] | undefined) ?? [], collection);
  }
}

function without(doc: Doc, fields: Query): Doc {
  if (Object.values(fields).some((one) => one !== 0)) throw new Error('the model only leaves fields out');
  return Object.fromEntries(Object.entries(doc).filter(([name]) => !(name in fields))) as Doc;
}

function evaluated(doc: Doc, expression: unknown): unknown {
  if (Array.isArray(expression)) return expression.map((one) => evaluated(doc, one));
  if (typeof expression === 'string')
    return expression.startsWith('$') ? valueAt(doc, expression.slice(1)) : expression;
  const { $concat, ...others } = expression as Query;
  if (!Array.isArray($concat) || Object.keys(others).length > 0)
    throw new Error(`the model does not know the expression ${JSON.stringify(expression)}`);
  const parts = $concat.map((part) => evaluated(doc, part));
  return parts.some((part) => (part ?? null) === null) ? null : parts.join('');
}

const valueAt = (doc: Doc, path: string) =>
  path.split('.').reduce<unknown>((value, key) => (value as Query | null | undefined)?.[key], doc);

const put = (doc: Doc, path: string, value: unknown) => withValue(doc, path.split('.'), () => value) as Doc;
