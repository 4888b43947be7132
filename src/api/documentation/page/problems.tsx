/** @jsxImportSource hono/jsx */
import type { Answer } from '../open-api.ts';
import { Words } from './prose.tsx';

/** What may go wrong: each status with the problem types that it comes with. */
export function Problems({ answers }: { readonly answers: readonly (readonly [string, Answer])[] }) {
  if (answers.length === 0) return null;
  return (
    <details>
      <summary>What may go wrong: {answers.map(([status]) => status).join(', ')}</summary>
      <table class="problems">
        <thead>
          <tr>
            <th>Status</th>
            <th>Type</th>
            <th>Meaning</th>
          </tr>
        </thead>
        <tbody>
          {answers.flatMap(([status, answer]) =>
            Object.entries(answer.content?.['application/problem+json']?.examples ?? {}).map(([slug, { value }]) => (
              <tr>
                <td>{status}</td>
                <td>
                  <code>{slug}</code>
                </td>
                <td>
                  <Words text={answer.description} /> <Detail value={value} />
                  {Object.entries(answer.headers ?? {}).map(([name, { description }]) => (
                    <div class="soft">
                      <code>{name}</code>: {description}
                    </div>
                  ))}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </details>
  );
}

function Detail({ value }: { readonly value: unknown }) {
  const detail = typeof value === 'object' && value !== null && 'detail' in value ? value.detail : undefined;
  return typeof detail === 'string' ? <span class="soft">“{detail}”</span> : null;
}
