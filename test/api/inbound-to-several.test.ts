import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { processInbound } from '../../src/activities/inbound/process-inbound.ts';
import type { InboundMail } from '../../src/mail/inbound/inbound-mail.ts';
import { revokeReplyAddresses, tokensFor } from '../../src/store/addresses/links.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { contentType, inboundMail, inboundPath, rawForm, signedHeaders } from '../support/inbound.ts';

const api = useApi();
const sender = 'visitor@example.com';
let acme: ApiAccount;
let other: ApiAccount;
beforeAll(async () => {
  const named = { name: 'Acme', address: 'chat@acme.example' };
  acme = await api.account({ sender: { ...named, replyDomain: 'reply.acme.example' } });
  other = await api.account({ sender: { ...named, replyDomain: 'reply.other.example' } });
});
beforeEach(() => api.store.inbound.deleteMany({}));

let count = 0;
/** The reply address of a new conversation. */
async function replyAddress(account: ApiAccount, address = sender): Promise<{ id: string; to: string }> {
  count += 1;
  const id = `c${count}`;
  await account.chat.conversation(id).begin({ email: address });
  const links = { ref: { accountId: account.id, conversationId: id }, address, now: api.now() };
  const { reply } = await tokensFor(api.store, links, ['reply']);
  return { id, to: `reply+${reply}@reply.${account === acme ? 'acme' : 'other'}.example` };
}

const mailTo = (to: readonly string[], text = `to ${to.join()}`): InboundMail =>
  inboundMail({ envelope: { from: sender, to }, from: { address: sender, name: null }, text });

async function posted(isSigned = true): Promise<string> {
  const body = rawForm();
  const headers = isSigned ? signedHeaders(api.signer, body, api.now()) : { 'content-type': contentType };
  await api.app.request(inboundPath(), { method: 'POST', headers, body });
  await api.told();
  return api.woken.splice(0).at(-1)?.replace('inbound ', '') ?? '';
}

/** As its workflow does it; returns the ids of those whose workflows it has started. */
async function process(id: string, mail: InboundMail): Promise<readonly string[]> {
  const { store, clock, log, waker } = api;
  const deps = { store, clock, log, waker, readPost: async () => mail } as Partial<ActivityDeps>;
  await processInbound(deps as ActivityDeps, id);
  return api.woken.splice(0).flatMap((woken) => /^inbound (.*)$/.exec(woken)?.[1] ?? []);
}
async function processAll(id: string, mail: InboundMail): Promise<void> {
  for (const started of await process(id, mail)) await process(started, mail);
}

const became = async (account: ApiAccount, conversation: string) => {
  const { body } = await account.call('GET', `/v1/inbound?conversation=${conversation}`);
  return (body.items as unknown as { result: string | null; reason: string | null }[])
    .map(({ result, reason }) => result ?? reason)
    .sort();
};
const texts = async (account: ApiAccount, conversation: string) =>
  (await account.chat.conversation(conversation).messages()).map(({ text }) => text);

describe('an email to several conversations', () => {
  it('is a message in each, of any account, once however often it is posted', async () => {
    const [one, two, three] = [await replyAddress(acme), await replyAddress(other), await replyAddress(acme)];
    const mail = mailTo([one.to, two.to, three.to, one.to]);
    for (let times = 0; times < 2; times += 1) await processAll(await posted(), mail);
    for (const [account, { id }] of [
      [acme, one],
      [other, two],
      [acme, three],
    ] as const) {
      expect(await texts(account, id)).toEqual([mail.text]);
      expect(await became(account, id)).toEqual(['duplicate', 'message']);
      const [message] = await account.chat.conversation(id).messages();
      const { inboundId = '' } = message as { inboundId?: string };
      const { files, chunks } = api.store.rawInbound;
      expect(await files.findOne({ _id: inboundId })).toMatchObject({ length: rawForm().length });
      expect((await chunks.findOne({ files_id: inboundId }))?.data.buffer).toEqual(rawForm());
    }
  });

  it('is shared once, although sharing it was interrupted', async () => {
    const [one, two] = [await replyAddress(acme), await replyAddress(other)];
    const mail = mailTo([one.to, two.to]);
    const id = await posted();
    const waiting = await api.store.inbound.findOne({ _id: id });
    if (waiting === null) throw new Error('the email is gone');
    const [share = ''] = await process(id, mail);
    await api.store.inbound.replaceOne({ _id: id }, waiting);
    expect(await process(id, mail)).toEqual([share]);
    await process(share, mail);
    expect(await process(id, mail)).toEqual([]);
    expect([await became(acme, one.id), await became(other, two.id)]).toEqual([['message'], ['message']]);
  });

  it('is a dead letter only where it is refused, and its replay concerns nobody else', async () => {
    const [one, two] = [await replyAddress(acme), await replyAddress(other)];
    await revokeReplyAddresses(api.store, { accountId: acme.id, conversationId: one.id }, api.now());
    const mail = mailTo([one.to, two.to]);
    const id = await posted();
    await processAll(id, mail);
    expect([await became(acme, one.id), await became(other, two.id)]).toEqual([['revokedAddress'], ['message']]);
    expect((await acme.call('POST', `/v1/inbound/${id}/replay`)).status).toBe(202);
    await api.told();
    api.woken.splice(0);
    expect(await process(id, mail)).toEqual([]);
    expect([await became(acme, one.id), await became(other, two.id)]).toEqual([['revokedAddress'], ['message']]);
  });

  it('that nobody signed is taken only in the account whose people replay it', async () => {
    const [one, two, three] = [await replyAddress(acme), await replyAddress(other), await replyAddress(acme)];
    const mail = mailTo([one.to, two.to, three.to]);
    const id = await posted(false);
    expect(await process(id, mail)).toEqual([]);
    expect(await became(acme, one.id)).toEqual(['badSignature']);
    await acme.call('POST', `/v1/inbound/${id}/replay`);
    await api.told();
    api.woken.splice(0);
    await processAll(id, mail);
    expect([await became(acme, one.id), await became(acme, three.id)]).toEqual([['message'], ['message']]);
    expect([await became(other, two.id), await texts(other, two.id)]).toEqual([[], []]);
  });

  it('is erased with one of them there only', async () => {
    const [one, two] = [await replyAddress(acme), await replyAddress(other)];
    const mail = mailTo([one.to, two.to]);
    const id = await posted();
    const [share = ''] = await process(id, mail);
    for (const [account, path] of [
      [other, two.id],
      [acme, one.id],
    ] as const) {
      expect((await account.call('DELETE', `/v1/conversations/${path}`)).status).toBe(204);
      const left = account === other ? [id] : [];
      expect((await api.store.inbound.find().toArray()).map(({ _id }) => _id)).toEqual(left);
      expect(await api.store.rawInbound.files.countDocuments({ _id: { $in: [id, share] } })).toBe(left.length);
    }
    expect(await process(share, mail)).toEqual([]);
  });

  it('reaches ten of them', async () => {
    const addresses = [];
    for (let nth = 0; nth < 11; nth += 1) addresses.push(await replyAddress(acme));
    const mail = mailTo(addresses.map(({ to }) => to));
    expect(await process(await posted(), mail)).toHaveLength(9);
    expect(await became(acme, addresses[0]?.id ?? '')).toEqual(['message']);
  });
});
