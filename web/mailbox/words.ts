const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** The time of today's emails, the day of older ones. */
export function shortTime(at: string): string {
  const date = new Date(at);
  return date.toDateString() === new Date().toDateString() ? time.format(date) : day.format(date);
}

export const wholeTime = (at: string) => whole.format(new Date(at));

export function inBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Up to two letters that stand for a person. */
export function initials(name: string): string {
  const words = name.split(' ').filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

/** Names of email programs, faults and the like, which programs write in one word: `outlookWeb` → `Outlook web`. */
export function spelled(name: string): string {
  const known: Readonly<Record<string, string>> = {
    gmail: 'Gmail',
    outlook: 'Outlook',
    outlookWeb: 'Outlook on the web',
    appleMail: 'Apple Mail',
    thunderbird: 'Thunderbird',
    thunderbirdText: 'Thunderbird, text only',
    yahoo: 'Yahoo',
    iphone: 'iPhone',
    android: 'Android',
    reply: 'A reply',
    outOfOffice: 'An out-of-office note',
    deliveryReport: 'A delivery report',
    readReceipt: 'A read receipt',
    spamReport: 'Spam report',
    spamreport: 'Spam report',
    lateBounce: 'Late bounce',
    bounce: 'Bounced',
  };
  return known[name] ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
