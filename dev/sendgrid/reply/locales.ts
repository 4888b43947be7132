import type { MailAddress } from '../mail.ts';

/** The languages of an email program's own words. */
export const localeNames = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'ja', 'zh'] as const;
export type Locale = (typeof localeNames)[number];

/** Who wrote the original, and when; each program writes it in its own way. */
export interface Written {
  readonly by: MailAddress;
  readonly at: Date;
}

type FromLine = (who: string, at: Times) => string;
export type FromLines = Readonly<Record<Locale, FromLine>>;

/** A time in the words of a language, in UTC. */
export interface Times {
  /** `26.11.2026`, as the language orders it. */
  readonly date: string;
  /** With the year in two digits. */
  readonly shortDate: string;
  /** `26. Nov. 2026`. */
  readonly mediumDate: string;
  /** `Donnerstag, 26. November 2026`. */
  readonly longDate: string;
  /** The same with the weekday abbreviated: `Do., 26. Nov. 2026`. */
  readonly dateWithDay: string;
  readonly time: string;
  readonly timeWithSeconds: string;
}

export function timesIn(locale: Locale, at: Date): Times {
  const tag = locale === 'en' ? 'en-US' : locale === 'pt' ? 'pt-BR' : locale === 'zh' ? 'zh-CN' : locale;
  const format = (options: Intl.DateTimeFormatOptions) =>
    // Email programs write an ordinary space where CLDR has a narrow one.
    new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...options }).format(at).replaceAll('\u202f', ' ');
  return {
    date: format({ year: 'numeric', month: '2-digit', day: '2-digit' }),
    shortDate: format({ dateStyle: 'short' }),
    mediumDate: format({ dateStyle: 'medium' }),
    longDate: format({ dateStyle: 'full' }),
    dateWithDay: format({ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' }),
    time: format({ timeStyle: 'short' }),
    timeWithSeconds: format({ timeStyle: 'medium' }),
  };
}

/** `Acme <chat@acme.example>`. */
export const nameAndAddress = ({ name, email }: MailAddress) => (name === null ? email : `${name} <${email}>`);

export const fromLine = (lines: FromLines, locale: Locale, { by, at }: Written): string =>
  lines[locale](nameAndAddress(by), timesIn(locale, at));

/** The header block with which Outlook introduces the original, and the prefix of its subjects. */
export const outlookWords: Readonly<
  Record<
    Locale,
    { readonly labels: readonly [from: string, sent: string, to: string, subject: string]; readonly re: string }
  >
> = {
  en: { labels: ['From', 'Sent', 'To', 'Subject'], re: 'RE: ' },
  de: { labels: ['Von', 'Gesendet', 'An', 'Betreff'], re: 'AW: ' },
  fr: { labels: ['De', 'Envoyé', 'À', 'Objet'], re: 'RE: ' },
  es: { labels: ['De', 'Enviado el', 'Para', 'Asunto'], re: 'RE: ' },
  it: { labels: ['Da', 'Inviato', 'A', 'Oggetto'], re: 'R: ' },
  pt: { labels: ['De', 'Enviada em', 'Para', 'Assunto'], re: 'RES: ' },
  nl: { labels: ['Van', 'Verzonden', 'Aan', 'Onderwerp'], re: 'RE: ' },
  pl: { labels: ['Od', 'Wysłano', 'Do', 'Temat'], re: 'ODP: ' },
  ru: { labels: ['От', 'Отправлено', 'Кому', 'Тема'], re: 'RE: ' },
  ja: { labels: ['差出人', '送信日時', '宛先', '件名'], re: 'RE: ' },
  zh: { labels: ['发件人', '发送时间', '收件人', '主题'], re: '回复: ' },
};

/** What a phone writes below every email. */
export const phoneSignatures: Readonly<Record<Locale, string>> = {
  en: 'Sent from my iPhone',
  de: 'Von meinem iPhone gesendet',
  fr: 'Envoyé de mon iPhone',
  es: 'Enviado desde mi iPhone',
  it: 'Inviato da iPhone',
  pt: 'Enviado do meu iPhone',
  nl: 'Verstuurd vanaf mijn iPhone',
  pl: 'Wysłane z iPhone’a',
  ru: 'Отправлено с iPhone',
  ja: 'iPhoneから送信',
  zh: '发自我的 iPhone',
};

/** Of automatic answers. */
export const outOfOfficeSubjects: Readonly<Record<Locale, string>> = {
  en: 'Automatic reply: ',
  de: 'Automatische Antwort: ',
  fr: 'Réponse automatique : ',
  es: 'Respuesta automática: ',
  it: 'Risposta automatica: ',
  pt: 'Resposta automática: ',
  nl: 'Automatisch antwoord: ',
  pl: 'Odpowiedź automatyczna: ',
  ru: 'Автоответ: ',
  ja: '自動応答: ',
  zh: '自动答复: ',
};

/** The subject of a reply: one prefix in front, none of which it has already. */
export function withPrefix(prefix: string, subject: string): string {
  const known = ['Re: ', ...Object.values(outlookWords).map(({ re }) => re)];
  const found = known.find((one) => subject.toLowerCase().startsWith(one.toLowerCase()));
  return prefix + subject.slice(found?.length ?? 0);
}

export const withRe = (subject: string) => withPrefix('Re: ', subject);
