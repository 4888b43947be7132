/** @jsxImportSource hono/jsx */
import { type Answer, type Content, nameOf, type Operation, type Placed, type Schema } from '../open-api.ts';
import { operationAnchor, schemaAnchor } from './anchors.ts';
import { FieldTable, SchemaTable } from './fields.tsx';
import { Problems } from './problems.tsx';
import { Prose } from './prose.tsx';

type Schemas = Readonly<Record<string, Schema>>;

/** One route: what it does, what it takes, what it answers. */
export function OperationSection({ placed, schemas }: { readonly placed: Placed; readonly schemas: Schemas }) {
  const { method, path, operation } = placed;
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses);
  return (
    <section id={operationAnchor(operationId)}>
      <h3>
        <a href={`#${operationAnchor(operationId)}`}>{summary}</a>
      </h3>
      <div class="call">
        <code>
          <span class={`method ${method.toLowerCase()}`}>{method}</span> {path}
        </code>
        <Scope operation={operation} />
      </div>
      {description === undefined ? null : <Prose text={description} />}
      {parameters.length === 0 ? null : (
        <>
          <h4>Parameters</h4>
          <FieldTable
            rows={parameters.map(({ name, required, description: meaning, schema }) => ({
              name,
              isRequired: required,
              schema: meaning === undefined ? schema : { ...schema, description: meaning },
            }))}
          />
        </>
      )}
      {requestBody === undefined ? null : (
        <>
          <h4>Request body{requestBody.required ? '' : ' (may be left out)'}</h4>
          <Body content={requestBody.content} schemas={schemas} />
        </>
      )}
      {answers
        .filter(([, answer]) => !isProblem(answer))
        .map(([status, answer]) => (
          <Success status={status} answer={answer} />
        ))}
      <Problems answers={answers.filter(([, answer]) => isProblem(answer))} />
    </section>
  );
}

const isProblem = ({ content = {} }: Answer) => 'application/problem+json' in content;

/** What opens the route: a key's scope, a session, or nothing. */
function Scope({ operation }: { readonly operation: Operation }) {
  const needed = (operation.security ?? []).flatMap((one) => Object.entries(one));
  if (needed.length === 0) return <span class="scope">no key needed</span>;
  return (
    <span class="scope">
      {needed.map(([scheme, scopes]) =>
        scopes.length === 0 ? (
          scheme
        ) : (
          <>
            scope <code>{scopes.join(', ')}</code>
          </>
        ),
      )}
    </span>
  );
}

function Body({ content, schemas }: { readonly content: Content; readonly schemas: Schemas }) {
  return (
    <>
      {Object.entries(content).map(([type, { schema, example }], index) => (
        <>
          {index === 0 ? null : (
            <p>
              Or, as <code>{type}</code>:
            </p>
          )}
          <SchemaTable schema={named(schema, schemas)} isAnswer={false} />
          <Example value={example} />
        </>
      ))}
    </>
  );
}

/** What stands behind a name, which may be another name. */
function named(schema: Schema, schemas: Schemas): Schema {
  const behind = schema.$ref === undefined ? undefined : schemas[nameOf(schema.$ref)];
  return behind === undefined ? schema : named(behind, schemas);
}

function Success({ status, answer }: { readonly status: string; readonly answer: Answer }) {
  const [media] = Object.entries(answer.content ?? {});
  const name = media?.[1].schema.$ref === undefined ? undefined : nameOf(media[1].schema.$ref);
  return (
    <>
      <h4>Answer {status}</h4>
      <p>
        {answer.description}{' '}
        {name === undefined ? (media?.[0] ?? 'No body.') : <a href={`#${schemaAnchor(name)}`}>{name}</a>}
      </p>
      {media?.[1].example === undefined ? null : (
        <details>
          <summary>Example</summary>
          <Example value={media[1].example} />
        </details>
      )}
    </>
  );
}

function Example({ value }: { readonly value: unknown }) {
  if (value === undefined) return null;
  return (
    <pre>
      <code>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</code>
    </pre>
  );
}
