import { permissionsFor } from '../channels/meta/pages.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import { type CheckedPage, named } from './meta-pages.ts';

const check = 'Meta permissions';

/** Whether each token may read messages, and so answer them. */
export function checkMetaPermissions(pages: readonly CheckedPage[]): Finding {
  const lacking = pages.filter(({ told }) => told?.messages?.kind === 'permission');
  const [first] = lacking;
  if (first !== undefined)
    return failed(
      check,
      `missing for ${named(lacking)}`,
      `grant ${permissionsFor(first.connection).join(', ')} at Meta, create another token and replace it`,
    );
  const known = pages.filter(({ told }) => told?.messages === null);
  if (known.length === 0) return skipped(check, 'Meta did not tell', 'see Meta tokens');
  return ok(check, `${known.length} may read and send messages`);
}
