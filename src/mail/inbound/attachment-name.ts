import { fileName } from '../../contract/file-name.ts';

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

/** An attachment's name, cleaned; if the email gives it none, one that says what it is. Never empty. */
export function attachmentName(name: string | null, type: string): string {
  const cleaned = fileName(name ?? '');
  return cleaned === fileName('') ? (names.get(type) ?? cleaned) : cleaned;
}
