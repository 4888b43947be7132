import { wordsOf } from './language-words.ts';

const prefixes = [...wordsOf('sentFrom')];

/**
 * Whether a line is no more than what a phone or a mail program adds: a phrase, and the name of a device or program, which
 * ends it: "Sent from my iPhone", "Von meinem Handy gesendet". Any other word makes it a sentence of the visitor's: "From my
 * phone it does not work".
 */
export function isSentFrom(written: string): boolean {
  if (written.endsWith('?') || written.endsWith('？')) return false;
  const [, head = '', pardon = ''] = clauses.exec(written) ?? [written, written];
  if (pardon !== '' && !isPardon(pardon)) return false;
  const line = head.toLowerCase();
  if (!devices.test(line) && !isMine(line)) return false;
  return (
    prefixes.some((prefix) => line.startsWith(prefix) && isDevice(withoutVerb(head.slice(prefix.length)))) ||
    isVerbLast(head)
  );
}

/** "Sent from my cell, please excuse typos": two parts. */
const clauses = /^([^,.!?]*)[,.!?]+ (.*)$/;
const longestPardon = 100;

/** "Please excuse my brevity." */
function isPardon(clause: string): boolean {
  const words = clause.toLowerCase();
  return words.length <= longestPardon && !words.includes('?') && pardons.test(words) && typos.test(words);
}

const pardons =
  /excus|pardon|forgive|sorry|apolog|entschuldig|verzeih|désolé|discul|perd[oó]|scus|ursäkt|undskyld|beklag|прост|извин/;
const typos =
  /typo|brev|briè?v|spelling|autocorrect|tippfehler|kürze|faute|errores|errori|erros|typefout|kort|stavfel|кратк|опечат/;

/** A device that is not in the list, as in "Sent from my TI-85". */
const isMine = (line: string) => line.startsWith('sent from my ') || line.startsWith('from my ');

/** The verb at the end, in languages that put it there, with what tells that it was sent from there. */
const verbsLast: readonly (readonly [verb: string, from: RegExp])[] = [
  ['gesendet', /^(?:von|vom|mit|über|aus) /],
  ['から送信', /./],
  ['から送信されました', /./],
  ['에서 보냄', /./],
  ['에서 보낸 메일', /./],
  ['에서 전송', /./],
  ['से भेजा गया', /./],
  ['傳送', /^[從由自]/],
  ['發送', /^[從由自]/],
  ['发送', /^[从由自]/],
  ['gönderildi', /[dt][ae]n$/],
  ['gönderilmiştir', /[dt][ae]n$/],
  ['küldve', /(?:r[óő]l|b[óő]l)$/],
  ['bidalia', /tik$/],
];

function isVerbLast(head: string): boolean {
  const line = head.toLowerCase();
  return verbsLast.some(([verb, from]) => {
    if (!line.endsWith(verb)) return false;
    const rest = head.slice(0, -verb.length).trim();
    return from.test(rest.toLowerCase()) && isDevice(rest);
  });
}

function withoutVerb(rest: string): string {
  const line = rest.toLowerCase();
  const verb = verbsLast.find(([last]) => line.endsWith(last))?.[0] ?? '';
  return rest.slice(0, rest.length - verb.length);
}

const mostWords = 9;
const mostNames = 2;

/** Whether nothing but the name of a device or program stands there, with the small words around it. */
function isDevice(rest: string): boolean {
  const words = rest
    .replace(betweenScripts, ' ')
    .split(wordEnds)
    .filter((word) => word !== '');
  if (words.length > mostWords) return false;
  // In a line of capitals, no word is known for a name.
  const areNamesKnown = rest !== rest.toUpperCase() || words.length === 1;
  let names = 0;
  let isNamed = false;
  /** Whether a model's number has come, as in "Galaxy S5 Duo". */
  let isNumbered = false;
  for (const word of words) {
    const small = word.toLowerCase();
    if (devices.test(small)) isNamed = true;
    else if (smallWords.has(small) || ofScriptWithoutSpaces.test(small)) continue;
    else if (areNamesKnown && (isNamed && !isNumbered ? /\d/ : nameOfDevice).test(word)) {
      names += 1;
      isNumbered ||= /\d/.test(word);
    } else return false;
  }
  return names <= mostNames;
}

const betweenScripts = /(?<=[\u3040-\u9fff])(?=[a-z\d])|(?<=[a-z\d])(?=[\u3040-\u9fff])/giu;
const wordEnds = /[\s"“”„«»:;()–—]+/;
const nameOfDevice = /[\p{Lu}\d]/u;

/** A word that begins like one of these is a device, whatever its ending; the names of programs are whole words. */
const devices =
  /(?<![\p{L}])(?:i-?phon|phone|i-?pad|ipod|ios|smart-?ph|smart-?fon|android|samsung|galaxy|mobil|mobiel|handy|tablet|blackberry|windows|nokia|huawei|xiaomi|redmi|motorola|oneplus|xperia|telefon|telefoon|téléphone|telefono|teléfono|móvil|movil|celular|cellulare|телефон|смартфон|мобильн|айфон|(?:outlook|yahoo|gmail|gmx|hotmail|thunderbird|protonmail|proton|airmail|mailbox|blue-?mail|aqua-?mail|fairemail|edison|canary|spark|sony|htc|honor|pixel|mac|macbook|cell|cellphone|gsm|webmail|type-?app|k-9)(?![\p{L}]))|手机|手機|携帯|スマート|スマホ|휴대|iphone|ipad|android/u;

/** Made of these alone: "我的小米手机". */
const ofScriptWithoutSpaces =
  /^(?:我的|私の|从|從|自|由|小米|华为|華為|荣耀|三星|苹果|魅族|红米|手机|手機|携帯電話|携帯|スマートフォン|スマホ|版|邮件|郵件|客户端|の|から)+$/;

/** What may stand around the name, in any language. */
const smallWords = new Set(
  (
    'my the a an new for on with using via by from mobile device app application secure email e-mail mail phone client ' +
    'pc work pro max mini plus ultra lite note air fold edge se 5g 4g ' +
    'herunterladen mein meine meinem meiner meinen dem der des einem von vom mit für auf gerät geräts smartphone ' +
    'mon ma mes de du d’un un une le la pour sur avec appareil courriel messagerie ' +
    'mi mis el los con desde para por dispositivo correo meu minha o do da no dos com pelo celular ' +
    'mio mia dal dalla il lo su tramite per ' +
    'mijn vanaf van het een met voor op apparaat toestel mobiele mobiel telefoon min mit mitt mina från fra för til på i enhet ' +
    'mojego mojej mój moje z ze dla na systemu urządzenia mého mojí svého ze pro zařízení môjho zariadenia pre s sa iz mog moje mojega za ' +
    'moj moju моего моей мой с со из на для устройства приложения помощью почты mail.ru мого моєї з пристрою моят моя от ' +
    'meu telefonul pe pentru dispozitivul din az a alkalmazást eszközömről mano manu no la mans mana minu oma ' +
    'saya dari ponsel perangkat untuk của tôi cho điện thoại ของฉัน του το μου για από שלי ה ל من جهاز الـ جهازي هاتفي ' +
    'من گوشی برای मेरे से nire 나의 내 용 az dende'
  ).split(' '),
);
