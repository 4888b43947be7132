import fc from 'fast-check';
import { oddTimes } from './values-of-schema.ts';

/** Values that programs stumble over, or that are right in another place. */
export const oddValues: readonly unknown[] = [
  ...['', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '\uFEFF', '\u202E', '..', '%00', '🙂'.repeat(10_001)],
  ...['ada@example.com', 'en', 'UTC', 'https://acme.example', 'm1', 'visitor', 'agent', 'left', 'nothing', 'online'],
  ...['toString', '__proto__', '$where', 'a.b', 'true', '0', '-1', '1e3', 'x'.repeat(10_001), ...oddTimes],
  ...[0, -0, -1, 1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e300, 5e-324, null, true, false],
  ...[[], [[]], {}, { $gt: '' }, { $ne: null }, { kind: 'agent' }, { toString: 1 }, { length: 1e9 }],
];
const oddNames = [
  '__proto__',
  'constructor',
  '$set',
  'a.b',
  '',
  '\u0000',
  '\ud800',
  'id',
  'text',
  'toJSON',
  'hasOwnProperty',
];

const anyValue = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...oddValues) },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3_000 }).map(nested) },
);

/** The value with one to three places in it, at any depth, dropped, replaced, wrapped, of another type or added to. */
export function mutated(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({
    how: fc.constantFrom('drop', 'replace', 'wrap', 'retype', 'add'),
    where: fc.nat(),
    name: fc.oneof(fc.constantFrom(...oddNames), fc.string()),
    value: anyValue,
  });
  return fc
    .tuple(values, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([value, changes]) => changes.reduce(changed, value));
}

interface Change {
  readonly how: 'drop' | 'replace' | 'wrap' | 'retype' | 'add';
  readonly where: number;
  readonly name: string;
  readonly value: unknown;
}

function changed(value: unknown, { how, where, name, value: odd }: Change): unknown {
  const places = placesIn(value);
  const place = places[where % places.length] ?? [];
  return rewritten(value, place, (part, dropped) => {
    if (how === 'drop') return place.length === 0 ? null : dropped;
    if (how === 'wrap') return [part];
    if (how === 'retype') return typeof part === 'string' ? Number(part) || 0 : JSON.stringify(part);
    if (how === 'add' && isObject(part)) return withField(part, name, odd);
    return odd;
  });
}

type Place = readonly string[];

function placesIn(value: unknown, at: Place = []): Place[] {
  const inside = typeof value === 'object' && value !== null && at.length < 6 ? Object.entries(value) : [];
  return [at, ...inside.flatMap(([name, part]) => placesIn(part, [...at, name]))];
}

const dropped = Symbol('dropped');

function rewritten(
  value: unknown,
  [name, ...rest]: Place,
  change: (part: unknown, dropped: symbol) => unknown,
): unknown {
  if (name === undefined) return change(value, dropped);
  if (Array.isArray(value))
    return value
      .map((part, index) => (String(index) === name ? rewritten(part, rest, change) : part))
      .filter((part) => part !== dropped);
  const fields = Object.entries(value as object).map(
    ([field, part]) => [field, field === name ? rewritten(part, rest, change) : part] as const,
  );
  return Object.fromEntries(fields.filter(([, part]) => part !== dropped));
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As a field of its own, were it called `__proto__`. */
const withField = (value: object, name: string, field: unknown) =>
  Object.fromEntries([...Object.entries(value), [name, field]]);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { a: value } : [value];
  return value;
}

/** The text of a JSON document broken or bent as no serializer would: a text, or bytes that are no UTF-8. */
export function bent(texts: fc.Arbitrary<string>): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> {
  return fc
    .tuple(texts, fc.constantFrom(...bends), fc.nat())
    .map(([text, bend, at]) => bend(text, at % (text.length + 1)));
}

const spliced = (text: string, at: number, more: string) => text.slice(0, at) + more + text.slice(at);
const bends: readonly ((text: string, at: number) => string | Uint8Array<ArrayBuffer>)[] = [
  (text, at) => text.slice(0, at),
  (text, at) => spliced(text, at, '\u0000'),
  (text, at) => spliced(text, at, '\\ud800'),
  (text, at) => spliced(text, at, ','),
  (text) => `\uFEFF${text}`,
  (text) => `${text}${text}`,
  // Each field twice, the second time with another value.
  (text) => text.replace(/^\{(.+)\}$/s, '{$1,$1}'),
  (text) => text.replace(/"([^"]*)":/, '"$1":null,"$1":'),
  (text) => text.replace(/:\s*("[^"]*"|\d+)/, ':1e999'),
  (text) => text.replace(/:\s*("[^"]*"|\d+)/, ':123456789012345678901234567890'),
  (text) => `${'['.repeat(50_000)}${text}${']'.repeat(50_000)}`,
  (text) => new Uint8Array([...new TextEncoder().encode(text), 0xff, 0xfe, 0xc0]),
  (text) => new Uint8Array(Buffer.from(text, 'utf16le')),
];
