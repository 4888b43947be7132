/** A field of a multipart/form-data body. Its value is sent as it is: bytes in whatever charset they are. */
export interface FormField {
  readonly name: string;
  readonly value: string | Buffer;
  /** Of an attachment. */
  readonly file?: { readonly name: string; readonly type: string } | undefined;
}

/** SendGrid's own boundary. It is lengthened until no field contains it. */
const usualBoundary = 'xYzZY';

/** The body of a post and its content type, as SendGrid writes them: no charset anywhere, no length of a part. */
export function formOf(fields: readonly FormField[]): { readonly contentType: string; readonly body: Buffer } {
  let boundary = usualBoundary;
  while (fields.some(({ value }) => Buffer.from(value).includes(boundary))) boundary += usualBoundary;
  const parts = fields.flatMap((field) => [Buffer.from(`--${boundary}\r\n${headOf(field)}\r\n\r\n`), ...lineOf(field)]);
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}

const lineOf = ({ value }: FormField) => [Buffer.from(value), Buffer.from('\r\n')];

function headOf({ name, file }: FormField): string {
  const disposition = `Content-Disposition: form-data; name="${name}"`;
  if (file === undefined) return disposition;
  return `${disposition}; filename="${quoted(file.name)}"\r\nContent-Type: ${file.type}`;
}

/** What would end the quotes or the line is written as browsers write it (HTML, multipart/form-data encoding). */
const quoted = (name: string) => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
