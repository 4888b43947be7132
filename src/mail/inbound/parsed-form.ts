import { z } from 'zod';
import type { Body, ReadEmail } from './body.ts';
import { unflowed } from './flowed.ts';
import { type Form, jsonIn, textIn } from './form.ts';
import { withoutBrackets } from './message-ids.ts';
import { readMime } from './mime.ts';
import type { Part } from './part.ts';
import type { PostedField } from './posted-fields.ts';
import { UnreadablePostError } from './unreadable-post.ts';

/** Which charset a field is in, by the field's name. The headers are always in UTF-8. */
const Charsets = z.record(z.string(), z.string()).catch({});

const FileInfo = z.object({
  filename: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  'content-id': z.string().optional().catch(undefined),
});
/** By the field's name, as in `attachment1`. */
const FileInfos = z.record(z.string(), FileInfo.catch({})).catch({});
/** The field's name by the content id. */
const ContentIds = z.record(z.string(), z.string()).catch({});

/** The email whose parts the provider has already read; throws UnreadablePostError if its headers are missing. */
export async function parsedEmail(form: Form): Promise<ReadEmail> {
  const headers = form.get('headers');
  if (headers === undefined) throw new UnreadablePostError('it contains neither the email nor its headers');
  const head = await readMime(Buffer.concat([headers.bytes, Buffer.from('\r\n\r\n')]));
  const files = filesIn(form);
  return { headers: head.headers, body: bodyIn(form, head, files), parts: files };
}

/** What is not declared is nearly always UTF-8 then, or recognised as not being it. */
function bodyIn(form: Form, { type, params }: Part, files: readonly Part[]): Body {
  const charsets = Charsets.parse(jsonIn(form, 'charsets'));
  const [text, html] = (['text', 'html'] as const).map((name) => {
    const value = textIn(form, name, charsets[name] ?? '');
    return value === null || value.trim() === '' ? null : value;
  });
  const wasFlowed = type === 'text/plain' && params.format?.toLowerCase() === 'flowed';
  return {
    text: wasFlowed && text ? unflowed(text, params.delsp?.toLowerCase() === 'yes') : (text ?? null),
    html: html ?? null,
    wasFlowed,
    files,
  };
}

function filesIn(form: Form): readonly Part[] {
  const infos = FileInfos.parse(jsonIn(form, 'attachment-info'));
  const contentIds = new Map(
    Object.entries(ContentIds.parse(jsonIn(form, 'content-ids'))).map(([id, name]) => [name, id]),
  );
  return [...form.values()]
    .filter(({ name }) => /^attachment\d{1,4}$/.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map((field) => {
      const info = infos[field.name] ?? {};
      const contentId = info['content-id'] ?? contentIds.get(field.name);
      return {
        headers: [],
        type: (info.type ?? field.type ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
        params: {},
        disposition: '',
        filename: info.filename ?? info.name ?? field.filename,
        contentId: withoutBrackets(contentId ?? ''),
        bytes: field.bytes,
        parts: [],
      };
    });
}

const numberOf = ({ name }: PostedField) => Number(name.slice('attachment'.length));
