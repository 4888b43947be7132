import { metaGraphVersion } from '../channels/meta/version.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import type { CheckedPage } from './meta-pages.ts';

const check = 'Meta API version';

/** Whether Meta still answers with the version of the Graph API that is asked for: of an ended one it takes a newer. */
export function checkMetaVersion(pages: readonly CheckedPage[]): Finding {
  const versions = pages.flatMap(({ told }) => (told?.page.kind === 'told' ? (told.page.it.version ?? []) : []));
  if (versions.length === 0) return skipped(check, 'Meta did not tell', 'see Meta tokens');
  const other = versions.find((version) => version !== metaGraphVersion);
  if (other !== undefined)
    return failed(
      check,
      `Meta answers with ${other}, because it has ended ${metaGraphVersion}`,
      'install a newer version of afterchat',
    );
  return ok(check, metaGraphVersion);
}
