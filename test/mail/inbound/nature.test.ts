import { describe, expect, it } from '@jest/globals';
import { eml, read, readParsed } from './posts.ts';

const fromNobody = { envelope: '{"to":["reply+abc@in.acme.example"],"from":""}' };
const answer = { 'In-Reply-To': '<d1@acme.example>' };

const natureOf = async (
  headers: Readonly<Record<string, string>>,
  body: readonly string[] = ['', 'I am on holiday'],
  fields: Readonly<Record<string, string>> = {},
) => (await read(eml(body, headers), fields)).nature;

describe('an email from a person', () => {
  it.each([
    {},
    answer,
    { 'Auto-Submitted': 'no' },
    { 'Auto-Submitted': 'No; owner-email="a@example.com"' },
    { 'X-Autoreply': 'no' },
    { Precedence: 'normal' },
    { Subject: 'Automatic reply: out of office', ...answer },
    { 'X-Auto-Response-Suppress': 'DR, OOF, AutoReply' },
    { 'X-Auto-Response-Suppress': 'All', ...answer },
    { 'List-Unsubscribe': '<https://crm.example/u>', ...answer },
    { 'X-Loop': 'somebody else' },
    { 'X-Mailer': 'Afterchat' },
  ])('may have %j', async (headers) => {
    expect(await natureOf(headers)).toEqual({ kind: 'person' });
  });

  it('may come with an empty envelope, if nothing else says that it is a report', async () => {
    expect(await natureOf({}, undefined, fromNobody)).toEqual({ kind: 'person' });
  });

  it('may have a report attached that somebody got', async () => {
    const body = [
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'What is this?',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.com',
      '',
      'Final-Recipient: rfc822; bob@example.com',
      'Action: failed',
      'Status: 5.1.1',
      '--b--',
    ];
    expect(await natureOf({}, body)).toEqual({ kind: 'person' });
  });
});

describe('an automatic email', () => {
  it.each([
    [
      'Exchange',
      { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', Subject: 'Abwesend: Re: Chat' },
    ],
    ['Gmail', { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk', 'X-Autoreply': 'yes', ...answer }],
    ['vacation', { 'Auto-Submitted': 'auto-replied (vacation)' }],
    ['an older vacation', { Precedence: 'bulk', ...answer }],
    ['cPanel', { 'X-Autorespond': 'Re: Chat', Precedence: 'auto_reply' }],
    ['a ticket system', { 'Auto-Submitted': 'auto-notified; owner-email="a@example.com"' }],
    ['junk', { Precedence: 'junk' }],
  ])('is recognised by its headers, as %s writes them', async (_, headers) => {
    expect(await natureOf(headers)).toEqual({ kind: 'automatic', why: 'autoReply' });
  });

  it('is recognised if Exchange sends it from nobody', async () => {
    const headers = { 'X-Auto-Response-Suppress': 'All' };
    expect(await natureOf(headers, undefined, fromNobody)).toEqual({ kind: 'automatic', why: 'autoReply' });
  });

  it.each([
    { 'List-Id': 'Offers <offers.shop.example>', ...answer },
    { 'List-Unsubscribe': '<https://shop.example/u>' },
    { Precedence: 'list' },
    { Precedence: 'Bulk' },
  ])('may be of a list: %j', async (headers) => {
    expect(await natureOf(headers)).toEqual({ kind: 'automatic', why: 'list' });
  });

  it('may be one of ours', async () => {
    const headers = {
      'X-Loop': 'afterchat',
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': '<https://a.example>',
    };
    expect(await natureOf(headers)).toEqual({ kind: 'automatic', why: 'ourOwn' });
  });

  it('may be a read receipt', async () => {
    const body = [
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
      '',
      '--b',
      '',
      'Your message was read.',
      '--b',
      'Content-Type: message/disposition-notification',
      '',
      'Final-Recipient: rfc822;ada@example.com',
      'Disposition: manual-action/MDN-sent-manually; displayed',
      '--b--',
    ];
    expect(await natureOf({}, body)).toEqual({ kind: 'automatic', why: 'readReceipt' });
  });

  it('is recognised in both forms of a post', async () => {
    const headers = Buffer.from(eml([], { 'Auto-Submitted': 'auto-replied' })).toString();
    expect((await readParsed({ headers, text: 'Away' })).nature).toEqual({ kind: 'automatic', why: 'autoReply' });
  });
});

describe('a delivery report', () => {
  const report = (status: readonly string[], returned: readonly string[] = []) => [
    'Content-Type: multipart/report; report-type="delivery-status"; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is the mail system. Your message could not be delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    ...status,
    ...(returned.length === 0 ? [] : ['--b', ...returned]),
    '--b--',
  ];
  const reportOf = async (body: readonly string[], headers: Readonly<Record<string, string>> = {}) => {
    const nature = await natureOf({ From: 'MAILER-DAEMON@mx.example.com', ...headers }, body, fromNobody);
    return nature.kind === 'deliveryReport' ? nature.report : nature;
  };

  it('of Postfix names the recipient, the code and the email that it is about', async () => {
    const status = [
      'Reporting-MTA: dns; mx.example.com',
      '',
      'Final-Recipient: rfc822; ada.new@example.net',
      'Original-Recipient: rfc822;Ada@example.com',
      'Action: failed',
      'Status: 5.1.1',
      'Remote-MTA: dns; mail.example.net',
      'Diagnostic-Code: smtp; 550 5.1.1 <ada.new@example.net>:',
      '    Recipient address rejected',
    ];
    const returned = [
      'Content-Type: message/rfc822',
      '',
      'Received: by a',
      'Message-ID:',
      ' <d1@acme.example>',
      '',
      'Hi',
    ];
    expect(await reportOf(report(status, returned), { 'Auto-Submitted': 'auto-replied' })).toEqual({
      about: 'd1@acme.example',
      recipients: [
        {
          address: 'Ada@example.com',
          action: 'failed',
          status: '5.1.1',
          detail: '550 5.1.1 <ada.new@example.net>: Recipient address rejected',
        },
      ],
    });
  });

  it('of Exchange has several recipients, and only the headers of the email', async () => {
    const status = [
      'Reporting-MTA: dns;mail.example.com',
      'Received-From-MTA: dns;out.example',
      '',
      'Final-Recipient: RFC822; ada@example.com',
      'Action: delayed',
      'Status: 4.4.7',
      'X-Display-Name: Ada',
      '',
      'Final-Recipient: rfc822;bob@example.com',
      'Action: relayed (to non-DSN-aware mailer)',
      'Status: 2.1.5',
    ];
    const returned = ['Content-Type: text/rfc822-headers', '', 'Subject: Hi', 'Message-Id: <d2@acme.example>'];
    expect(await reportOf(report(status, returned))).toEqual({
      about: 'd2@acme.example',
      recipients: [
        { address: 'ada@example.com', action: 'delayed', status: '4.4.7', detail: null },
        { address: 'bob@example.com', action: 'relayed', status: '2.1.5', detail: null },
      ],
    });
  });

  it('may say what it is about only in its own headers', async () => {
    const status = ['Final-Recipient: rfc822;ada@example.com', 'Status: 5.0.0'];
    expect(await reportOf(report(['', ...status]), { 'In-Reply-To': '<d3@acme.example>' })).toEqual({
      about: 'd3@acme.example',
      recipients: [{ address: 'ada@example.com', action: 'failed', status: '5.0.0', detail: null }],
    });
  });

  it('of Exim names the recipients in a header, and quotes the email', async () => {
    const body = [
      '',
      'A message that you sent could not be delivered:',
      '  ada@example.com',
      '    550 5.7.1 Rejected',
      '------ This is a copy of the message, including all the headers. ------',
      'Message-ID: <d4@acme.example>',
    ];
    expect(await reportOf(body, { 'X-Failed-Recipients': 'ada@example.com' })).toMatchObject({
      about: 'd4@acme.example',
      recipients: [{ address: 'ada@example.com', action: 'failed', status: '5.7.1' }],
    });
  });

  it('of qmail names the recipients in its text', async () => {
    const body = [
      '',
      'Hi. This is the qmail-send program at mx.example.com.',
      "I'm afraid I wasn't able to deliver your message to the following addresses.",
      '',
      '<ada@example.com>:',
      'Sorry, no mailbox here by that name. (#5.1.1)',
      '',
      '--- Below this line is a copy of the message.',
      '',
      'Return-Path: <bounce@acme.example>',
      'Message-ID: <d5@acme.example>',
      '',
      '<bob@example.com>:',
    ];
    expect(await reportOf(body)).toEqual({
      about: 'd5@acme.example',
      recipients: [
        {
          address: 'ada@example.com',
          action: 'failed',
          status: '5.1.1',
          detail: 'Sorry, no mailbox here by that name. (#5.1.1)',
        },
      ],
    });
  });

  it('that names no recipient is an automatic email', async () => {
    expect(await reportOf(report(['Reporting-MTA: dns; a']))).toEqual({ kind: 'automatic', why: 'autoReply' });
  });
});
