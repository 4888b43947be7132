import { loopMarker } from '../mail-request.ts';
import { deliveryReportOf } from './delivery-report.ts';
import type { AutomaticReason, MailNature } from './inbound-mail.ts';
import { type Header, headerOf, type Part } from './part.ts';

/** What tells an email from a program apart: never its words, which are in any language. */
export interface Signs {
  readonly headers: readonly Header[];
  readonly envelopeFrom: string | null;
  /** Whether it says what it answers. */
  readonly isAnswer: boolean;
  /** Of the email: its own type with parameters, and its parts below, at any depth. */
  readonly type: string;
  readonly parts: readonly Part[];
  readonly text: string | null;
}

/** When in doubt, a person wrote it: what is taken for automatic is not shown as anybody's words. */
export function natureOf(signs: Signs): MailNature {
  const report = isReport(signs) ? deliveryReportOf(signs) : null;
  if (report !== null) return { kind: 'deliveryReport', report };
  const why = automaticReason(signs);
  return why === null ? { kind: 'person' } : { kind: 'automatic', why };
}

function automaticReason(signs: Signs): AutomaticReason | null {
  if (isOurOwn(signs.headers)) return 'ourOwn';
  if (isReadReceipt(signs)) return 'readReceipt';
  if (isAutoReply(signs)) return 'autoReply';
  return isList(signs) ? 'list' : null;
}

const isOurOwn = (headers: readonly Header[]) =>
  headers.some(({ key, value }) => key === 'x-loop' && value.trim().toLowerCase() === loopMarker);

/** RFC 8098 section 3. Parts of somebody else's receipt may also be attached to what a person writes. */
const isReadReceipt = (signs: Signs) =>
  signs.type.startsWith('message/disposition-notification') ||
  (isReport(signs) && signs.parts.some(({ type }) => type === 'message/disposition-notification'));

/** RFC 6522, or sent by nobody, as reports have to be. */
const isReport = ({ type, envelopeFrom }: Signs) => type.startsWith('multipart/report') || envelopeFrom === null;

/** What programs for automatic answers sent before RFC 3834, or still send. Whatever the value, unless it is "no". */
const autoReplyHeaders = new Set([
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-fc-machinegenerated',
]);

function isAutoReply({ headers, envelopeFrom, type, isAnswer }: Signs): boolean {
  if (type.startsWith('multipart/report')) return true;
  const says = (name: string) => words(headerOf(headers, name));
  // RFC 3834 section 5: the first word decides, parameters may follow.
  const submitted = says('auto-submitted')[0] ?? 'no';
  if (submitted !== 'no') return true;
  if (headers.some(({ key, value }) => autoReplyHeaders.has(key) && !['no', 'false'].includes(words(value)[0] ?? '')))
    return true;
  const precedence = says('precedence')[0] ?? '';
  if (['auto_reply', 'auto-reply', 'junk'].includes(precedence) || (precedence === 'bulk' && isAnswer)) return true;
  // Exchange also sends this with meeting replies and others that people write, then with the sender in the envelope.
  return envelopeFrom === null && says('x-auto-response-suppress').length > 0;
}

/**
 * RFC 2919, and Precedence, which is older. Some programs for sales write List-Unsubscribe into what people write, so it
 * does not count in an answer.
 */
function isList({ headers, isAnswer }: Signs): boolean {
  const precedence = words(headerOf(headers, 'precedence'))[0] ?? '';
  if (headerOf(headers, 'list-id') !== null || ['bulk', 'list'].includes(precedence)) return true;
  return headerOf(headers, 'list-unsubscribe') !== null && !isAnswer;
}

/** In lower case. Only the beginning is read. */
const words = (value: string | null): readonly string[] =>
  (value ?? '')
    .slice(0, 200)
    .toLowerCase()
    .split(/[\s;,()]/)
    .filter((word) => word !== '');
