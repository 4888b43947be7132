import type { MailSend } from './mail-rules.ts';

/** A mailbox and its display name. */
export interface MailAddress {
  readonly email: string;
  readonly name: string | null;
}

/** An email as its recipient would get it: one for each personalization of a request (design section 5). */
export interface Mail {
  /** The request's X-Message-Id; later personalizations of the same request add `.1`, `.2` … */
  readonly id: string;
  /** ISO-8601, UTC. */
  readonly receivedAt: string;
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly replyTo: MailAddress | null;
  readonly subject: string;
  /** The headers that the sender set, with its spelling of their names; those of a personalization take precedence. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly MailAttachment[];
  readonly customArgs: Readonly<Record<string, string>>;
}

export interface MailAttachment {
  readonly filename: string;
  readonly type: string;
  /** In bytes, after decoding. */
  readonly size: number;
  /** Base64. */
  readonly content: string;
  /** Of a picture that the HTML shows (`cid:`). */
  readonly contentId?: string;
}

/** The emails that an accepted request results in. Templates and substitutions are not filled in. */
export function mailsOf(request: MailSend, messageId: string, receivedAt: Date): Mail[] {
  const replyTo = request.reply_to ?? request.reply_to_list?.[0];
  const attachments = (request.attachments ?? []).map(({ filename, type, content, content_id: contentId }) => ({
    filename,
    type: type ?? 'application/octet-stream',
    size: Buffer.byteLength(content, 'base64'),
    content,
    ...(contentId === undefined ? {} : { contentId }),
  }));
  return request.personalizations.map((personalization, index) => ({
    id: index === 0 ? messageId : `${messageId}.${index}`,
    receivedAt: receivedAt.toISOString(),
    from: address(personalization.from ?? request.from),
    to: personalization.to.map(address),
    replyTo: replyTo === undefined ? null : address(replyTo),
    subject: personalization.subject ?? request.subject ?? '',
    headers: mergeHeaders(request.headers ?? {}, personalization.headers ?? {}),
    text: body(request, 'text/plain'),
    html: body(request, 'text/html'),
    attachments,
    customArgs: { ...request.custom_args, ...personalization.custom_args },
  }));
}

function address({ email, name }: MailSend['from']): MailAddress {
  return { email, name: name ?? null };
}

function body(request: MailSend, type: string): string | null {
  return request.content?.find((part) => part.type.toLowerCase() === type)?.value ?? null;
}

/** Header names are case-insensitive (RFC 5322 section 1.2.2). */
function mergeHeaders(ofAll: Record<string, string>, ofOne: Record<string, string>): Record<string, string> {
  const taken = new Set(Object.keys(ofOne).map((name) => name.toLowerCase()));
  return { ...Object.fromEntries(Object.entries(ofAll).filter(([name]) => !taken.has(name.toLowerCase()))), ...ofOne };
}
