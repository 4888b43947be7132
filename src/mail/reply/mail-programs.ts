/**
 * What an element is by the markup of the mail program that made it:
 * - `quotedMail`: a quoted email
 * - `holder`: holds a quoted email, with the line above it and what is answered in between
 * - `from`: says who wrote the quoted email
 * - `cut`: the quoted email begins here and goes on to the end
 * - `signature`
 */
export type Markup = 'quotedMail' | 'holder' | 'from' | 'cut' | 'signature';

export type Attributes = Readonly<Partial<Record<string, string>>>;

/** Of every element without attributes, which most are, so that nothing is looked for in them. */
export const noAttributes: Attributes = {};

/** By class. */
const classes: Readonly<Record<Markup, readonly string[]>> = {
  quotedMail: [
    'yahoo_quoted', // Yahoo
    'tutanota_quote', // Tuta
    'cite', // eM Client
    'history_container', // Mailbird
    'front-blockquote', // Front
    'missive_quote', // Missive
    'freshdesk_quote', // Freshdesk
  ],
  holder: [
    'gmail_quote', // Gmail, and many that write as it does: K-9, BlueMail, Samsung
    'gmail_quote_container',
    'protonmail_quote', // Proton
    'zmail_extra', // Zoho
    'sh-quoted-content', // Superhuman
    'history-quote-wrapper', // Lark
  ],
  from: [
    'gmail_attr', // Gmail
    'moz-cite-prefix', // Thunderbird
    'airmail_on', // Airmail
    'replyHeader', // BlueMail
  ],
  cut: [
    'ms-outlook-mobile-reference-message', // Outlook on phones
    'OutlookMessageHeader', // Outlook 2000
    '__aliyun_previous_email_wrap', // Alibaba
    'ntes-mailmaster-quote', // NetEase
  ],
  signature: [
    'gmail_signature', // Gmail
    'gmail_signature_prefix',
    'moz-signature', // Thunderbird
    'protonmail_signature_block', // Proton
    'bloop_sign', // Airmail
    'k9mail-signature', // K-9
    '-x-evo-signature', // Evolution
    'front-signature', // Front
    'sh-signature', // Superhuman
    '__aliyun_signature_wrap', // Alibaba
    'tutanota_signature', // Tuta
  ],
};

/** By id. */
const ids: Readonly<Record<Markup, readonly string[]>> = {
  quotedMail: ['AppleOriginalContents', 'mail-app-auto-quote'], // Apple; Mail.ru on phones
  holder: ['zmail_extra'],
  from: ['reply-intro'], // Roundcube
  cut: [
    'appendonsend', // Outlook on the web
    'divRplyFwdMsg', // Outlook on the web and for Mac
    'OLK_SRC_BODY_SECTION', // Outlook for Mac
    'stopSpelling', // Hotmail
    'mail-editor-reference-message-container', // Outlook on phones
    'isReplyContent', // NetEase
    'ntes-pcmac-quote',
    'ntes-androidmail-quote',
    'ntes-iosmail-quote',
  ],
  signature: [
    'Signature', // Outlook on the web
    'ms-outlook-mobile-signature', // Outlook on phones
    'ymail_android_signature', // Yahoo on phones
    'composer_signature', // Samsung
    'mail-app-auto-default-signature', // Mail.ru on phones
    'signature_old', // eM Client
    'spnEditorSign', // NetEase
    'ntes-pcmail-signature',
    '_rc_sig', // Roundcube
    'DAB4FAD8-2DD7-40BB-A1B8-4E2AA1F9FDF2', // Avast's advertisement
  ],
};

/** By the attribute `name`: GMX and Web.de; Spark. */
const byAttribute: ReadonlyMap<string, Markup> = new Map([
  ['quote', 'quotedMail'],
  ['messageReplySection', 'holder'],
  ['messageSignatureSection', 'signature'],
]);

/** By the attribute `data-marker`: Zimbra. */
const byMarker: ReadonlyMap<string, Markup> = new Map([
  ['__DIVIDER__', 'cut'],
  ['__HEADERS__', 'cut'],
  ['__QUOTED_TEXT__', 'holder'],
  ['__SIG_PRE__', 'signature'],
  ['__SIG_POST__', 'signature'],
]);

const byName = (table: Readonly<Record<Markup, readonly string[]>>) =>
  new Map(Object.entries(table).flatMap(([markup, all]) => all.map((name) => [name, markup as Markup] as const)));

const byClass = byName(classes);
const byId = byName(ids);

/** What the element is to a mail program; null if nothing special. */
export function markupOf(name: string, attributes: Attributes): Markup | null {
  if (attributes === noAttributes || name === 'body' || name === 'html') return null;
  const { id = '', class: className = '', name: named = '', 'data-marker': marker = '' } = attributes;
  return (
    ofBlockquote(name, attributes) ??
    byId.get(id) ??
    ofClasses(className) ??
    byAttribute.get(named) ??
    byMarker.get(marker) ??
    (id.startsWith('yahoo_quoted') ? 'quotedMail' : ofOutlook(name, attributes))
  );
}

function ofBlockquote(name: string, { type, class: className = '' }: Attributes): Markup | null {
  if (name !== 'blockquote') return null;
  return type?.toLowerCase() === 'cite' || className.includes('protonmail_quote') ? 'quotedMail' : null;
}

function ofClasses(value: string): Markup | null {
  if (value === '') return null;
  for (const name of value.split(' ')) {
    const markup = byClass.get(name);
    if (markup !== undefined) return markup;
    // Yahoo puts letters and digits before its own classes.
    if (name.startsWith('ydp')) {
      if (name.endsWith('yahoo_quoted')) return 'quotedMail';
      if (name.endsWith('signature')) return 'signature';
    }
  }
  return null;
}

/** Outlook draws a line above the headers of the quoted email, which has no name, but always the same shape. */
function ofOutlook(name: string, { style = '', tabindex }: Attributes): Markup | null {
  if (name === 'hr') return tabindex === '-1' ? 'cut' : null;
  if (name !== 'div' || !style.includes('border-top')) return null;
  const shape = style.toLowerCase().replace(/\s/g, '');
  const isOutlook = /border-top:solid#?[a-z0-9]{3,11}1(?:\.0)?pt/.test(shape) && /padding:3(?:\.0)?pt0/.test(shape);
  const isWindowsMail = shape.includes('padding-top:5px') && shape.includes('border-top-style:solid');
  return isOutlook || isWindowsMail ? 'cut' : null;
}
