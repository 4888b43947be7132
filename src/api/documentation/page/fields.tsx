/** @jsxImportSource hono/jsx */
import { nameOf, type Schema } from '../open-api.ts';
import { schemaAnchor } from './anchors.ts';
import { type FieldRow, fieldRows, limitsOf } from './field-rows.ts';
import { Words } from './prose.tsx';

/** A schema's type in a few words, with links to named ones. */
export function TypeName({ schema }: { readonly schema: Schema }) {
  const { $ref, anyOf, items, type } = schema;
  if ($ref !== undefined) return <a href={`#${schemaAnchor(nameOf($ref))}`}>{nameOf($ref)}</a>;
  if (anyOf !== undefined)
    return (
      <>
        {anyOf.map((choice, index) => (
          <>
            {index > 0 ? ' or ' : ''}
            <TypeName schema={choice} />
          </>
        ))}
      </>
    );
  if (schema.enum !== undefined) return <EnumValues values={schema.enum} />;
  if (items !== undefined)
    return (
      <>
        list of <TypeName schema={items} />
      </>
    );
  return <>{type === undefined ? 'anything' : [type].flat().join(' or ')}</>;
}

function EnumValues({ values }: { readonly values: readonly unknown[] }) {
  return (
    <>
      {values.map((value, index) => (
        <>
          {index > 0 ? ' | ' : ''}
          <code>{String(value)}</code>
        </>
      ))}
    </>
  );
}

export function FieldTable({ rows }: { readonly rows: readonly FieldRow[] }) {
  return (
    <table class="fields">
      <thead>
        <tr>
          <th>Field</th>
          <th>Type</th>
          <th>Meaning</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, isRequired, schema }) => (
          <tr>
            <td>
              <code>{name}</code> {isRequired ? <span class="needed">required</span> : null}
            </td>
            <td>
              <TypeName schema={schema} />
            </td>
            <Meaning schema={schema} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Meaning({ schema }: { readonly schema: Schema }) {
  const limits = limitsOf(schema);
  if (schema.description === undefined && limits === '') return <td />;
  return (
    <td>
      <Words text={schema.description ?? ''} />
      {limits === '' ? null : (
        <span class="soft">
          {schema.description === undefined ? '' : '; '}
          <Words text={limits} />
        </span>
      )}
    </td>
  );
}

/** A named schema's fields, or for one without fields its type and limits. */
export function SchemaTable({ schema, isAnswer }: { readonly schema: Schema; readonly isAnswer: boolean }) {
  const rows = fieldRows(schema);
  if (rows.length === 0)
    return (
      <p>
        <TypeName schema={schema} />{' '}
        <span class="soft">
          <Words text={limitsOf(schema)} />
        </span>
      </p>
    );
  // In an answer all fields are there but the few that say when they are.
  return <FieldTable rows={isAnswer ? rows.map((row) => ({ ...row, isRequired: false })) : rows} />;
}
