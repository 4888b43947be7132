import { expect, it } from '@jest/globals';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { until } from '../../dev/servers/until.ts';
import type { Scenario, Stack } from './scenarios.ts';

/** Mail stopped from the mail itself, and begun again (design R1, Delivery). */
export function stopping({ begin }: Pick<Stack, 'begin'>): void {
  it.concurrent('one click in a mail program stops the conversation, until the contact form is filled in', async () => {
    const { chat, address, mailed } = await begin();
    await chat.agentSays('It ships tomorrow.');
    await chat.presence('left');
    const [mail] = await mailed(1);
    expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    await fetch(linkOf(mail));
    expect((await post(mail, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);

    await chat.agentSays('It is blue.');
    await said(chat, 'notMailed', 'unsubscribed');
    await mailed(1);
    await chat.identify(address, 'contactForm');
    await chat.presence('left');
    expect((await mailed(2))[1]?.text).toContain('It is blue.');
  });

  it.concurrent('"This was not me" stops every conversation with the address, until the suppression is lifted', async () => {
    const { account, chat, address, mailed } = await begin();
    await chat.agentSays('It ships tomorrow.');
    await chat.presence('left');
    const [mail] = await mailed(1);
    expect((await post(mail, { action: 'notMe' })).status).toBe(200);

    const other = account.chat.conversation('other');
    await other.begin({ email: address.toUpperCase() });
    await other.agentSays('Hello?');
    await other.presence('left');
    await said(other, 'notMailed', 'addressSuppressed');
    await account.chat.call('DELETE', `/v1/suppressions/${encodeURIComponent(address)}`);
    await said(other, 'mailed', 'accepted');
    await mailed(2);
  });
}

const linkOf = (mail: Mail | undefined) => mail?.headers['List-Unsubscribe']?.slice(1, -1) ?? '';

const post = (mail: Mail | undefined, fields: Record<string, string>) =>
  fetch(linkOf(mail), { method: 'POST', body: new URLSearchParams(fields) });

const said = (chat: Scenario['chat'], state: string, reason: string) =>
  until(`${state}, ${reason}`, 90, async () => {
    const outcome = (await chat.messages()).at(-1)?.outcome;
    return outcome?.state === state && outcome.reason === reason;
  });
