import { cleanLine, lineLength } from '../clean.ts';

/** For what email programs attach without a name. */
const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'text/calendar': 'invitation.ics',
    'application/ics': 'invitation.ics',
    'message/rfc822': 'email.eml',
    'message/global': 'email.eml',
    'application/ms-tnef': 'winmail.dat',
    'application/pkcs7-mime': 'smime.p7m',
    'application/x-pkcs7-mime': 'smime.p7m',
    'application/pgp-encrypted': 'version.txt',
    'text/plain': 'text.txt',
    'text/html': 'text.html',
    'image/jpeg': 'image.jpg',
    'image/png': 'image.png',
    'image/gif': 'image.gif',
    'application/pdf': 'document.pdf',
  }),
);

/** An attachment's name without folders, cleaned, and cut before its ending; never empty. */
export function fileName(name: string | null, type: string): string {
  const written = cleanLine((name ?? '').slice(0, 1_000).replace(/^.*[/\\]/s, ''), 1_000);
  if (/^\.*$/.test(written)) return names.get(type) ?? 'attachment';
  const short = cleanLine(written);
  const dot = written.lastIndexOf('.');
  const ending = dot > 0 && written.length - dot <= 11 ? written.slice(dot) : '';
  return short === written || ending === '' ? short : `${cleanLine(written, lineLength - ending.length)}${ending}`;
}
