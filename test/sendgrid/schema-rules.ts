/** A piece of a JSON Schema or of an OpenAPI document. */
export type Node = { [name: string]: unknown };

const limits = ['enum', 'format', 'minLength', 'maxLength', 'minItems', 'maxItems', 'maxProperties'];

/**
 * Flattens a JSON Schema to one entry a rule, such as `personalizations[].cc maxItems` → 1000, so that two can be
 * compared whoever wrote them. Left out: descriptions, defaults, zod's pattern beside `format: email` and its bounds of
 * safe integers. `closed` says that unknown fields are refused, `values` what the values of a free object are.
 */
export function rulesOf(schema: Node, document: Node = {}): Map<string, unknown> {
  const rules = new Map<string, unknown>();
  walk(schema, '');
  return rules;

  function walk(unresolved: Node, path: string): void {
    const node = resolve(unresolved);
    const note = (rule: string, value: unknown) => rules.set(`${path} ${rule}`, value);
    note('type', node.type);
    for (const limit of limits) if (node[limit] !== undefined) note(limit, node[limit]);
    if (node.uniqueItems === true) note('uniqueItems', true);
    if (Array.isArray(node.required)) note('required', [...node.required].sort());
    const values = node.additionalProperties;
    if (isNode(values) && values.type !== undefined) note('values', values.type);
    if (isNode(node.properties)) {
      note('closed', values === false);
      for (const [name, child] of Object.entries(node.properties)) {
        walk(child as Node, path === '' ? name : `${path}.${name}`);
      }
    }
    if (isNode(node.items)) walk(node.items, `${path}[]`);
  }

  function resolve(node: Node): Node {
    if (typeof node.$ref !== 'string') return node;
    return { ...node, ...at(document, ...node.$ref.split('/').slice(1)) };
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** What lies at the end of these names. */
export function at(node: unknown, ...names: string[]): Node {
  return names.reduce<Node>((inner, name) => inner[name] as Node, node as Node);
}
