import type { Answer } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { AuditEntry, ListAuditQuery } from './types.ts';

export function audit(answer: Answer) {
  return {
    /** Who did what, newest first. Scope `admin`. */
    list: (query?: ListAuditQuery, options: CallOptions = {}) =>
      answer<Page<AuditEntry>>('GET', '/v1/audit', { ...options, query }),
  };
}
