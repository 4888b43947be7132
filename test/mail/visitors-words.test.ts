import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { visitorsWords } from '../../src/mail/reply/visitors-words.ts';
import { replyMarker } from '../../src/mail/reply-marker.ts';
import { fromLines, headerBlocks } from './from-lines.ts';

const wordsIn = (text: string) => visitorsWords({ text, html: null }).words;
const own = 'It has not come yet.\n\nCould you look it up?';
const ours = ['Your parcel left on Friday.', '', 'Acme Support'];
const quoted = ours.map((line) => `> ${line}`).join('\n');
const fromLine = 'On 5 Jan 2026, at 10:00, Acme Support <r+1@reply.acme.example> wrote:';

describe('a reply above the quoted email', () => {
  it.each(Object.entries(fromLines))('ends at the line that says who wrote it: %s', (_, line) => {
    expect(wordsIn(`${own}\n\n${line}\n\n${quoted}\n`)).toBe(own);
    expect(wordsIn(`${own}\n${line}\n${quoted}`)).toBe(own);
  });

  it.each(Object.entries(fromLines))('ends there wherever that line is broken: %s', (_, line) => {
    const middle = line.indexOf(' ', line.length / 2);
    const end = line.lastIndexOf(' ');
    for (const at of [middle, end].filter((place) => place > 0))
      expect(wordsIn(`${own}\n\n${line.slice(0, at)}\n${line.slice(at + 1)}\n\n${quoted}`)).toBe(own);
  });

  it.each(Object.entries(fromLines))('ends there if the quote has no signs: %s', (_, line) => {
    expect(wordsIn(`${own}\n\n${line}\n\n${ours.join('\n')}`)).toBe(own);
  });

  it.each(Object.entries(fromLines))('ends there if that line is quoted too: %s', (_, line) => {
    expect(wordsIn(`${own}\n\n> ${line}\n>\n${quoted}`)).toBe(own);
  });

  it.each(Object.entries(headerBlocks))('ends at the headers of the quoted email: %s', (_, headers) => {
    for (const above of ['', '-----Original Message-----', '________________________________'])
      expect(wordsIn([own, '', above, ...headers, '', ...ours].join('\n'))).toBe(own);
    const bold = headers.map((header) => `*${header.replace(':', ':*')}`);
    expect(wordsIn([own, '', ...bold, '', ...ours].join('\n'))).toBe(own);
  });

  it.each([
    '-----Original Message-----',
    '-------- Original message --------',
    '-----Ursprüngliche Nachricht-----',
    '-----Message d’origine-----',
    '----- Mensaje original -----',
    '-----Messaggio originale-----',
    '-----Oorspronkelijk bericht-----',
    '-----Oprindelig meddelelse-----',
    '-----Исходное сообщение-----',
    '------------------ 原始邮件 ------------------',
    '-----元のメッセージ-----',
    '*-------- Original Message --------*',
  ])('ends at a heading: %s', (heading) => {
    expect(wordsIn(`${own}\n\n${heading}\n\n${ours.join('\n')}`)).toBe(own);
  });

  it('ends at our marker, whatever stands between', () => {
    const marker = replyMarker('Write your answer above this line');
    expect(wordsIn(`${own}\n\n${marker}\n\n${ours.join('\n')}`)).toBe(own);
    expect(wordsIn(`${own}\n\n> ${marker}\n${quoted}`)).toBe(own);
  });

  it('ends at the quote that follows a from-line of a language that is not known', () => {
    const line = 'Ar Llun, 5 Ion 2026 am 10:00, Acme Support <r+1@reply.acme.example>:';
    expect(wordsIn(`${own}\n\n${line}\n\n${quoted}`)).toBe(own);
    expect(wordsIn(`${own}\n\nxyz Acme Support <r+1@reply.acme.example> xyz:\n${quoted}`)).toBe(own);
  });

  it('ends at a rule above the address of an author', () => {
    expect(wordsIn(`${own}\n\n---\nFrom: support@acme.example\n\n${ours.join('\n')}`)).toBe(own);
  });

  it('may share a line with the from-line', () => {
    expect(wordsIn(`Thanks! On Mon, 5 Jan 2026 at 10:00, support@acme.example wrote:\n${quoted}`)).toBe('Thanks!');
  });
});

describe('a reply below the quoted email', () => {
  it('is kept without the quote', () => {
    expect(wordsIn(`${fromLine}\n\n${quoted}\n\n${own}`)).toBe(own);
    expect(wordsIn(`${fromLine}\n${quoted}\n${own}\n\n-- \nAda`)).toBe(own);
  });

  it('is kept with what stands above the quote', () => {
    expect(wordsIn(`Hello,\n\n${fromLine}\n\n${quoted}\n\n${own}`)).toBe(`Hello,\n\n${own}`);
  });

  it('is kept if a program calls the whole thing a quote with a link in it', () => {
    const links = '> Track it (http://acme.example/track\n?id=1)\n> there\n(http://acme.example) >\n> Bye';
    expect(wordsIn(`${own}\n\n${fromLine}\n\n${links}`)).toBe(own);
  });
});

describe('a quote that a program broke', () => {
  it('is no answer', () => {
    const line = '> Your parcel left on Friday with the afternoon train and will reach the next';
    expect(wordsIn(`${own}\n\n${fromLine}\n${line}\nstation soon.\n${line}\nstation soon.\n> Bye`)).toBe(own);
  });
});

describe('answers between quotes', () => {
  const inline = '> Which colour?\nRed.\n> Which size?\n\nThe largest.';

  it('stay with the quotes that they answer', () => {
    expect(wordsIn(`${fromLine}\n\n${inline}`)).toBe(inline);
    expect(wordsIn(`See below.\n\n${fromLine}\n${inline}\n\n> Best wishes\n> Acme`)).toBe(`See below.\n\n${inline}`);
  });

  it('stay with a quote that has no from-line', () => {
    expect(wordsIn('> Which colour?\n\nRed.')).toBe('> Which colour?\n\nRed.');
  });
});

describe('what the visitor forwards', () => {
  it.each([
    '---------- Forwarded message ---------',
    'Begin forwarded message:',
    '---------- Weitergeleitete Nachricht ---------',
    '-------- Message transféré --------',
    '---------- 转发的邮件 ---------',
    '---------- Zprosredkovana zprava ---------',
  ])('stays whole: %s', (heading) => {
    const text = ['Is this yours?', '', heading, ...(headerBlocks.en ?? []), '', 'Buy one, get two.'].join('\n');
    expect(visitorsWords({ text, html: null })).toEqual({ words: text, isCut: false });
  });

  it('stays whole if it is quoted', () => {
    const text =
      'Is this yours?\n\n> Begin forwarded message:\n>\n> From: x@example.com\n> Subject: Offer\n>\n> Buy one.';
    expect(wordsIn(text)).toBe(text);
  });
});

describe('a signature', () => {
  it.each(['-- \nAda\n+44 20 7946 0000', '--\nAda Lovelace', '\n____________\nAcme list\nlist@example.com'])(
    'is cut off: %j',
    (signature) => {
      expect(visitorsWords({ text: `${own}\n\n${signature}`, html: null })).toEqual({ words: own, isCut: true });
      expect(wordsIn(`${own}\n\n${signature}\n\n${fromLine}\n${quoted}`)).toBe(own);
    },
  );

  it.each([
    'Sent from my iPhone',
    'Sent from Yahoo Mail on Android',
    'Sent from my cell, please excuse typos.',
    'Get Outlook for Android<https://aka.ms/x>',
    'Get [Outlook for iOS](https://aka.ms/x)',
    'Sent with Proton Mail secure email.',
    'Envoyé de mon iPhone',
    'Von meinem iPhone gesendet',
    'Enviado desde mi Samsung Galaxy',
    'Enviado do meu iPhone',
    'Inviato da iPhone',
    'Verstuurd vanaf mijn iPad',
    'Skickat från min iPhone',
    'Sendt fra min iPad',
    'Wysłane z iPhone’a',
    'Отправлено с iPhone',
    'iPhoneから送信',
    '나의 iPhone에서 보냄',
    '发自我的iPhone',
    '從我的 iPhone 傳送',
    'iPhone’umdan gönderildi',
  ])('of a phone is cut off: %s', (line) => {
    expect(wordsIn(`${own}\n\n${line}`)).toBe(own);
    expect(wordsIn(`${own}\n\n${line}\n\n${fromLine}\n${quoted}`)).toBe(own);
  });

  it('is kept if there is nothing else', () => {
    expect(wordsIn('-- \nAda')).toBe('-- \nAda');
  });
});

describe('in doubt', () => {
  it.each([
    'On Monday your colleague wrote:\nit ships soon. It did not.',
    'From: Berlin\nTo: Paris\nDate: 12 May\n\nIs there a train?',
    'Sent from my desk, which is easier than from my phone.',
    'Sent from the warehouse last Monday.',
    'It said: "error".\n\n--- a ---\n\nWhat now?',
    'Steps:\n1. Open it\n-- then\n2. Close it',
    'My address is ada@example.com, my order:\n\nA-123',
    '```\n# a\n----\n> b\n```\nDoes not work.',
    '> 5 or < 5?',
    '> just a quote',
    'It says:\n\n> Error 12',
    'a\n--\nb\n'.repeat(30).trim(),
  ])('everything stays: %j', (text) => {
    expect(visitorsWords({ text, html: null })).toEqual({ words: text, isCut: false });
  });

  it('everything stays below a from-line whose quote has no signs, if nothing is above it', () => {
    expect(wordsIn(`${fromLine}\n\nYour parcel left.\n\nDid it?`)).toBe('Your parcel left.\n\nDid it?');
  });

  it('everything stays that is too long to be looked at line by line', () => {
    const long = `${own}\n\n${fromLine}\n\n${'> a\n'.repeat(12_000)}\nThanks!\n> b\n`;
    expect(wordsIn(long)).toBe(`${own}\n\nThanks!\n> b`);
    const html = `<p>${own}</p><div class="gmail_attr">${fromLine}</div><blockquote type="cite">${'a<br>'.repeat(12_000)}</blockquote>Thanks!`;
    expect(visitorsWords({ text: null, html }).words).toBe(`${own.replace('\n\n', ' ')}\n\nThanks!`);
  });

  it('there are no words if everything is quoted', () => {
    expect(visitorsWords({ text: `${fromLine}\n\n${quoted}`, html: null })).toEqual({ words: '', isCut: true });
  });
});

describe('a line that only begins or ends like one that a phone adds', () => {
  it.each([
    'Ich habe das Handy gestern gesendet.',
    'Die Rechnung wurde mir per Mail gesendet.',
    'Von meinem Handy geht es nicht',
    'From my phone it does not work',
    'FROM MY PHONE IT DOES NOT WORK',
    'Sent from my phone, which is broken.',
    'Sent by email',
    'Virus-free is what I want',
    'Envoyé par mail hier',
    'Enviado por correo mail ayer',
    'Skickat med mail igår',
    'Telefonu dün kargoyla gönderildi',
    'A telefon el lett küldve',
    'Telefon elküldve',
    '手机上的消息已经发送',
    'iPhoneから送信できますか',
  ])('is kept: %s', (line) => {
    for (const words of [line, `${own}\n\n${line}`]) {
      expect(wordsIn(words)).toBe(words);
      expect(wordsIn(`${words}\n\n${fromLine}\n${quoted}`)).toBe(words);
      const html = `<div>${words.replaceAll('\n\n', '</div><div><br></div><div>')}</div>`;
      expect(visitorsWords({ text: null, html }).words).toBe(words);
      const quote = `<div class="gmail_quote"><div class="gmail_attr">On 5 Jan 2026 Acme wrote:</div><blockquote class="gmail_quote">It left.</blockquote></div>`;
      expect(visitorsWords({ text: null, html: html + quote }).words).toBe(words);
    }
  });
});

describe('above our quote', () => {
  it.each([
    'Sent from my iPhone',
    'From: Berlin\nTo: Munich\nDate: 12 May\nCan you ship this?',
    'Från: Lund\nTill: Oslo\nDatum: 3 maj',
    'Från: Lund\nTill: Oslo\nÄmne: cykel',
    '##- hi',
    'Maße:\n--\n20 x 30 cm',
    'Yes\n--\nNo',
    'Which?\n\n--\n\nNo',
    '1) yes\n-- \n2) no',
  ])('all that may be the visitor’s is kept: %j', (words) => {
    expect(wordsIn(`${words}\n\n${fromLine}\n${quoted}`)).toBe(words);
    const html = `<div>${words.replaceAll('\n\n', '<br><br>').replaceAll('\n', '<br>')}</div><div class="gmail_quote"><div class="gmail_attr">On 5 Jan 2026, Acme &lt;r@reply.acme.example&gt; wrote:</div><blockquote class="gmail_quote">It ships tomorrow.</blockquote></div>`;
    expect(visitorsWords({ text: null, html }).words.replaceAll('-- \n', '--\n')).toBe(
      words.replaceAll('-- \n', '--\n'),
    );
  });

  it('the words of the plain text are kept if the HTML has none', () => {
    expect(
      visitorsWords({
        text: 'It broke.',
        html: '<blockquote type="cite">On 5 Jan 2026 at 10:00, a@b.example wrote:<br>x</blockquote>',
      }).words,
    ).toBe('It broke.');
  });
});

/** Lines without anything that has a meaning in an email. */
const plainLine = fc
  .array(fc.constantFrom('the', 'parcel', 'is', 'red', 'größer', 'чай', '茶', 'شاي', 'x1', '😀', 'and', 'why?'), {
    minLength: 1,
    maxLength: 12,
  })
  .map((words) => words.join(' '));
const plainText = fc
  .array(fc.oneof({ weight: 3, arbitrary: plainLine }, fc.constant('')), { maxLength: 12 })
  .map((lines) => ['So', ...lines, 'yes'].join('\n'));

describe('whatever is written', () => {
  it('comes out unchanged if nothing in it is a quote or a signature', () => {
    fc.assert(
      fc.property(plainText, (text) => {
        expect(visitorsWords({ text, html: null })).toEqual({ words: text, isCut: false });
      }),
      { numRuns: 200 },
    );
  });

  it('comes out whole above a quoted email, in every language', () => {
    fc.assert(
      fc.property(plainText, plainText, fc.constantFrom(...Object.values(fromLines)), (text, quote, line) => {
        const quotedText = quote.replace(/^/gm, '> ');
        expect(wordsIn(`${text}\n\n${line}\n\n${quotedText}`)).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('comes out whole between quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(plainText, plainText), { minLength: 2, maxLength: 4 }), (pairs) => {
        const text = pairs.map(([quote, answer]) => `${quote.replace(/^/gm, '> ')}\n\n${answer}`).join('\n\n');
        expect(wordsIn(`${fromLine}\n\n${text}`)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it('is read without an error, and nothing is made up', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom(
        '> ',
        '\n',
        '\n\n',
        '-- \n',
        fromLine,
        'wrote:',
        'From: a@b.c\n',
        '##- x -##',
        '____\n',
        '<',
        ':',
        '写道：',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const there = new Set(text.split(/\r\n|[\r\n\u2028\u2029]/));
        for (const line of wordsIn(text).split('\n'))
          expect(line === '' || there.has(line) || text.includes(line)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
