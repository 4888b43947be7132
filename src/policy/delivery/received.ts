import type { Report } from './report-meanings.ts';

/** An event as it came: about one of our emails, about something else, or in an unknown shape. */
export type Received =
  | {
      readonly kind: 'report';
      readonly accountId: string;
      readonly deliveryId: string;
      readonly report: Report;
      readonly smtpId: string | null;
    }
  /** A late bounce without our ids; `to` is null if its address cannot tell whose it is. */
  | { readonly kind: 'unkeyed'; readonly report: Report; readonly smtpId: string | null; readonly to: string | null }
  | { readonly kind: 'other'; readonly report: Report }
  | { readonly kind: 'unreadable'; readonly id: string; readonly raw: string };
