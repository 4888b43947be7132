import { undecorated } from './lines.ts';
import { isSentFrom } from './sent-from.ts';

/** Whether a signature begins below this line (RFC 3676, section 4.3). Many programs lose the space at its end. */
export const isSignatureMark = (text: string) => text === '--' || text === '‐‐';

const longest = 140;

/** Whether a program added the line: "Sent from my iPhone", "Get Outlook for Android", "Virus-free". */
export function isAddedLine(text: string): boolean {
  if (text.length < 6 || text.length > longest) return false;
  const written = withoutEnd(withoutLinks(undecorated(text)));
  const line = written.toLowerCase();
  if (whole.some((start) => line.startsWith(start))) return true;
  if (free.some((start) => line.startsWith(start))) return free.includes(line) || scanner.test(line);
  return isSentFrom(written);
}

/** "Get [Outlook for Android](https://…)" and "Mail<https://…>" without brackets and addresses. */
const withoutLinks = (text: string) =>
  text
    .replace(/\(https?:[^()\s]*\)|<[^<>]*>|https?:\/\/\S*/g, '')
    .replace(/[[\]<>()]/g, '')
    .trim();

function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' .!。'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Words that nothing but a program puts at the beginning of a line. */
const whole = [
  'yahoo mail: search, organi',
  'this email has been checked for viruses by',
  'this email was scanned by',
  'diese e-mail wurde von avast',
  'cet e-mail a été vérifié',
  'el software de antivirus avast',
];

/** What scanners say of an email, with their name. */
const free = ['virus-free', 'virenfrei', 'libre de virus', 'garanti sans virus'];
const scanner = /avast|avg/;
