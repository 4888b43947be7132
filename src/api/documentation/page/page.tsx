/** @jsxImportSource hono/jsx */
import { raw } from 'hono/html';
import { type OpenApiDocument, operationsOf, type Schema } from '../open-api.ts';
import { namesIn } from '../schemas.ts';
import { operationAnchor, schemaAnchor, tagAnchor } from './anchors.ts';
import { SchemaTable } from './fields.tsx';
import { OperationSection } from './operation.tsx';
import { Prose } from './prose.tsx';
import { styles } from './styles.ts';

/** The whole description as one page of HTML that needs nothing else. */
export function page(document: OpenApiDocument): string {
  const { info, tags, components } = document;
  const operations = operationsOf(document);
  const sections = tags.map((tag) => ({
    tag,
    placed: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  const requestBodies = new Set(operations.flatMap(({ operation }) => namesIn(operation.requestBody)));
  const schemas = Object.entries(components.schemas).filter(([name]) => !requestBodies.has(name));
  const contents = <Contents sections={sections} />;
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{info.title} API</title>
        <style>{raw(styles)}</style>
      </head>
      <body>
        <div class="layout">
          <nav class="contents" aria-label="Contents">
            {contents}
          </nav>
          <main>
            <h1>
              {info.title} API<small>{info.version}</small>
            </h1>
            <details class="contents-phone">
              <summary>Contents</summary>
              {contents}
            </details>
            <Prose text={info.description} />
            <p>
              For programs: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).
            </p>
            {sections.map(({ tag, placed }) => (
              <section>
                <h2 id={tagAnchor(tag.name)}>
                  <a href={`#${tagAnchor(tag.name)}`}>{tag.name}</a>
                </h2>
                <Prose text={tag.description} />
                {placed.map((one) => (
                  <OperationSection placed={one} schemas={components.schemas} />
                ))}
              </section>
            ))}
            <h2 id={tagAnchor('schemas')}>What the answers hold</h2>
            <p>Every field is always there, unless it says when.</p>
            {schemas.map(([name, schema]) => (
              <SchemaSection name={name} schema={schema} />
            ))}
          </main>
        </div>
      </body>
    </html>
  );
  return `<!doctype html>\n${html}`;
}

function SchemaSection({ name, schema }: { readonly name: string; readonly schema: Schema }) {
  return (
    <section id={schemaAnchor(name)}>
      <h3>
        <a href={`#${schemaAnchor(name)}`}>{name}</a>
      </h3>
      {schema.description === undefined ? null : <p>{schema.description}</p>}
      <SchemaTable schema={schema} isAnswer />
    </section>
  );
}

interface Section {
  readonly tag: OpenApiDocument['tags'][number];
  readonly placed: ReturnType<typeof operationsOf>;
}

function Contents({ sections }: { readonly sections: readonly Section[] }) {
  return (
    <ul>
      {sections.map(({ tag, placed }) => (
        <li>
          <a href={`#${tagAnchor(tag.name)}`}>{tag.name}</a>
          <ul>
            {placed.map(({ operation }) => (
              <li>
                <a href={`#${operationAnchor(operation.operationId)}`}>{operation.summary}</a>
              </li>
            ))}
          </ul>
        </li>
      ))}
      <li>
        <a href={`#${tagAnchor('schemas')}`}>What the answers hold</a>
      </li>
    </ul>
  );
}
