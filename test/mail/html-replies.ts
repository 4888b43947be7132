/** A reply as the HTML that a mail program sends. */
export interface HtmlReply {
  readonly own: string;
  readonly quoted: string;
  /** Says who wrote the quoted email, in one language; not in programs that put headers there. */
  readonly fromLine: string;
  /** The same as headers. */
  readonly headers: readonly string[];
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const divs = (text: string) =>
  text
    .split('\n')
    .map((line) => `<div>${line === '' ? '<br>' : escaped(line)}</div>`)
    .join('');
const paragraphs = (text: string) =>
  text
    .split('\n')
    .map((line) => `<p class=MsoNormal><span>${line === '' ? '<o:p>&nbsp;</o:p>' : escaped(line)}</span></p>`)
    .join('\n');
const broken = (text: string) => text.split('\n').map(escaped).join('<br>\r\n');
const bold = (headers: readonly string[]) =>
  headers.map(
    (header) => `<b>${escaped(header.replace(/:.*/u, ':'))}</b>${escaped(header.replace(/^[^:]*:/u, ''))}<br>`,
  );

/** What each program makes of a reply above the quoted email. */
export const htmlReplies: Readonly<Record<string, (reply: HtmlReply) => string>> = {
  Gmail: ({ own, quoted, fromLine }) =>
    `<div dir="ltr">${divs(own)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${escaped(fromLine)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${divs(quoted)}</blockquote></div>`,
  'Gmail, older': ({ own, quoted, fromLine }) =>
    `<div dir="ltr">${broken(own)}</div><div class="gmail_extra"><br><div class="gmail_quote">${escaped(fromLine)}<br><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">${divs(quoted)}</blockquote></div><br></div>`,
  'Gmail with a signature': ({ own, quoted, fromLine }) =>
    `<div dir="ltr">${divs(own)}<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div>Ada</div><div>Acme</div></div></div><br><div class="gmail_quote"><div class="gmail_attr">${escaped(fromLine)}</div><blockquote class="gmail_quote">${divs(quoted)}</blockquote></div>`,
  Outlook: ({ own, quoted, headers }) =>
    `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0} --></style></head><body lang=EN-US><div class=WordSection1>${paragraphs(own)}<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>${bold(headers).join('')}</p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>${paragraphs(quoted)}</div></body></html>`,
  'Outlook on the web': ({ own, quoted, headers }) =>
    `<html><body><div class="elementToProof" style="font-family: Aptos">${divs(own)}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">${bold(headers).join('')}</font><div>&nbsp;</div></div>${divs(quoted)}</body></html>`,
  'Outlook on phones': ({ own, quoted, headers }) =>
    `<html><body>${divs(own)}<div id="ms-outlook-mobile-body-separator-line"><br></div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/x">Outlook for iOS</a></div><div id="mail-editor-reference-message-container"><hr><div>${bold(headers).join('')}</div>${divs(quoted)}</div></body></html>`,
  'Apple Mail': ({ own, quoted, fromLine }) =>
    `<html><body style="overflow-wrap: break-word;">${broken(own)}<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>${escaped(fromLine)}</div><br class="Apple-interchange-newline"><div>${divs(quoted)}</div></blockquote></div><br></body></html>`,
  iPhone: ({ own, quoted, fromLine }) =>
    `<html><body dir="auto">${divs(own)}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">${escaped(fromLine)}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">${divs(quoted)}</div></blockquote></body></html>`,
  Thunderbird: ({ own, quoted, fromLine }) =>
    `<html><body><p>${broken(own)}</p><div class="moz-signature">-- <br>Ada</div><div class="moz-cite-prefix">${escaped(fromLine)}<br></div><blockquote type="cite" cite="mid:1@acme.example">${divs(quoted)}</blockquote></body></html>`,
  Yahoo: ({ own, quoted, fromLine }) =>
    `<html><body><div class="ydp1a2b3c4dyahoo-style-wrap"><div dir="ltr">${broken(own)}</div></div><div id="yahoo_quoted_0123456789" class="yahoo_quoted"><div><div>${escaped(fromLine)}</div><div><br></div><div>${divs(quoted)}</div></div></div></body></html>`,
  'Yahoo on phones': ({ own, quoted, fromLine }) =>
    `${broken(own)}<br> <br><p style="font-size:14px;" id="ymail_android_signature"><a href="https://mail.onelink.me/x">Sent from Yahoo Mail on Android</a></p> <br> <blockquote style="margin: 0 0 20px 0;"> <div style="font-family:Roboto">${escaped(fromLine)}</div> <div>${divs(quoted)}</div></blockquote>`,
  Proton: ({ own, quoted, fromLine }) =>
    `<div style="font-family: Arial">${divs(own)}</div><div class="protonmail_signature_block">Sent with <a href="https://proton.me/">Proton Mail</a> secure email.</div><div class="protonmail_quote">${escaped(fromLine)}<br><blockquote class="protonmail_quote" type="cite">${divs(quoted)}</blockquote><br></div>`,
  Zimbra: ({ own, quoted, headers }) =>
    `<html><body><div>${divs(own)}</div><div data-marker="__SIG_PRE__"><div>Ada</div></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">${bold(headers).join('')}</div><div data-marker="__QUOTED_TEXT__"><blockquote>${divs(quoted)}</blockquote></div></body></html>`,
  GMX: ({ own, quoted, headers }) =>
    `<html><body><div>${divs(own)}</div><div name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div>${bold(headers).join('')}</div><div name="quoted-content">${divs(quoted)}</div></div></body></html>`,
  'Mail.ru': ({ own, quoted, fromLine }) =>
    `<HTML><BODY><p>${broken(own)}</p><br><br>${escaped(fromLine)}<br><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;"><div>${divs(quoted)}</div></blockquote></BODY></HTML>`,
  'K-9': ({ own, quoted, fromLine }) =>
    `<!DOCTYPE html><html><body>${broken(own)}<br><br><div class='k9mail-signature'>-- <br>Sent from my phone.</div><div class="gmail_quote">${escaped(fromLine)}<blockquote class="gmail_quote" style="margin: 0pt;">${divs(quoted)}</blockquote></div></body></html>`,
  Samsung: ({ own, quoted, headers }) =>
    `<html><body dir="auto">${divs(own)}<div dir="auto"><br></div><div id="composer_signature" dir="auto"><div>Sent from my Galaxy</div></div><div><br></div><div style="font-size:100%"><div>-------- Original message --------</div>${divs(headers.join('\n'))}</div>${divs(quoted)}</body></html>`,
  QQ: ({ own, quoted, headers }) =>
    `<div>${divs(own)}</div><div><br></div><div style="font-size: 12px;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;">${divs(headers.join('\n'))}</div>${divs(quoted)}`,
  'Outlook for Mac, older': ({ own, quoted, headers }) =>
    `<html><body><div>${divs(own)}</div><div><br></div><span id="OLK_SRC_BODY_SECTION"><div style="border-top:#b5c4df 1pt solid">${bold(headers).join('')}</div>${divs(quoted)}</span></body></html>`,
  Hotmail: ({ own, quoted, headers }) =>
    `<html><body class='hmmessage'><div dir='ltr'>${broken(own)}<br><br><div><hr id="stopSpelling">${bold(headers).join('')}<br>${divs(quoted)}</div></div></body></html>`,
  'Hotmail, older': ({ own, quoted, headers }) =>
    `<body class='hmmessage'><div dir='ltr'>\n${broken(own)}<br><br><div>${broken([...headers, '', quoted].join('\n').replace(/^/gmu, '> '))}<br></div></div></body>`,
  Zoho: ({ own, quoted, fromLine }) =>
    `<div>${divs(own)}</div><div class="zmail_extra"><br>${escaped(fromLine)}<br><blockquote style="border-left: 1px solid">${divs(quoted)}</blockquote></div>`,
  Spark: ({ own, quoted, fromLine }) =>
    `<html><body><div name="messageBodySection">${divs(own)}</div><div name="messageSignatureSection"><br>Ada</div><div name="messageReplySection">${escaped(fromLine)}<br><blockquote type="cite">${divs(quoted)}</blockquote></div></body></html>`,
  Roundcube: ({ own, quoted, fromLine }) =>
    `<html><body><p>${broken(own)}</p><p id="reply-intro">${escaped(fromLine)}</p><blockquote type="cite" style="padding: 0 0.4em"><div>${divs(quoted)}</div></blockquote></body></html>`,
};
