import { cleanText } from '../clean.ts';

const longestCalendar = 256 * 1_024;

/**
 * What a person reads of a calendar file (RFC 5545): the event's summary and the comment that came with an answer; null
 * if it has neither.
 */
export function calendarWords(calendar: string): string | null {
  const lines = calendar
    .slice(0, longestCalendar)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/);
  const words = ['SUMMARY', 'COMMENT'].flatMap((name) => propertyOf(lines, name) ?? []);
  return words.length === 0 ? null : words.join('\n');
}

function propertyOf(lines: readonly string[], name: string): string | null {
  const line = lines.find((written) => written.split(/[:;]/, 1)[0]?.toUpperCase() === name);
  const value = line === undefined ? '' : afterParameters(line);
  const unescaped = value.replace(/\\([\\;,nN])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign));
  return cleanText(unescaped) || null;
}

/** After the first colon outside quotes. */
function afterParameters(line: string): string {
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ':' && !isQuoted) return line.slice(at + 1);
  }
  return '';
}
