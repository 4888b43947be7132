import { wordsOf } from './language-words.ts';
import { undecorated } from './lines.ts';

/** Whether a signature begins below this line (RFC 3676, section 4.3). Many programs lose the space at its end. */
export const isSignatureMark = (text: string) => text === '--' || text === '‐‐';

const longest = 140;
const prefixes = [...wordsOf('sentFrom')];

/** Whether a program added the line: "Sent from my iPhone", "Get Outlook for Android", "Virus-free". */
export function isAddedLine(text: string): boolean {
  if (text.length < 6 || text.length > longest) return false;
  const written = withoutLinks(undecorated(text));
  const line = written.toLowerCase();
  if (whole.some((start) => line.startsWith(start))) return true;
  const isSent = prefixes.some((prefix) => line.startsWith(prefix)) || suffixes.some((suffix) => line.endsWith(suffix));
  if (!isSent) return false;
  // "Sent from my cell, please excuse typos", but not "Sent from my desk, which is easier than on my phone".
  const end = line.search(clauseEnd);
  if (devices.test(end === -1 ? line : line.slice(0, end))) return true;
  if (end !== -1 || line.split(' ').length > mostWordsOfUnknown) return false;
  return line.startsWith('sent from ') && nameOfDevice.test(written.slice('sent from '.length));
}

const clauseEnd = /[,.!?](?: |$)/;
const mostWordsOfUnknown = 6;
/** A capital letter or a digit: of a device or program that is not in the list. */
const nameOfDevice = /[\p{Lu}\d]/u;

/** "Get [Outlook for Android](https://…)" and "Mail<https://…>" without brackets and addresses. */
const withoutLinks = (text: string) =>
  text
    .replace(/\(https?:[^()\s]*\)|<[^<>]*>/g, '')
    .replace(/[[\]<>()]/g, '')
    .trim();

/** Words that nothing but a program puts at the beginning of a line. */
const whole = [
  'get outlook for',
  'sent from outlook',
  'yahoo mail:',
  'virus-free',
  'virenfrei',
  'libre de virus',
  'garanti sans virus',
  'this email has been checked for viruses by',
  'this email was scanned by',
  'diese e-mail wurde von avast',
  'cet e-mail a été vérifié',
  'el software de antivirus avast',
];

/** Ends of such a line in languages that put the verb last. */
const suffixes = [
  'gesendet',
  'gesendet.',
  'から送信',
  'から送信されました',
  '에서 보냄',
  '에서 전송',
  '傳送',
  '发送',
  '發送',
  'gönderildi',
  'gönderilmiştir',
  'küldve',
  'भेजा गया',
  'bidalia',
];

const devices =
  /phone|i-?pad|ipod|android|samsung|galaxy|mobil|handy|tablet|mail|outlook|blackberry|windows|yahoo|nokia|huawei|honor|xiaomi|redmi|pixel|motorola|sony|xperia|htc|cell|smartfon|telefon|telefoon|móvil|movil|celular|cellulare|téléphone|телефон|смартфон|手机|手機|携帯|スマート|휴대|mac|gsm|spark|proton|thunderbird|hotmail|edison|canary|inbox|webmail/;
