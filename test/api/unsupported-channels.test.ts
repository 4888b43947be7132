import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});

describe.each(['messenger', 'instagram'])('a reply in a conversation on %s, which is not built yet', (kind) => {
  let chat: Chat;
  beforeAll(async () => {
    chat = acme.chat.conversation(kind);
    const channel = { kind, pageId: 'page-1', recipientId: 'visitor-1' };
    const visitor = { email: `${kind}@example.com` };
    await acme.call('PUT', `/v1/conversations/${kind}`, { channel, visitor });
    await chat.agentSays('The parcel ships tomorrow.');
  });

  it('says why it is not sent, and so does its conversation', async () => {
    const outcome = { state: 'notMailed', reason: 'channelNotSupported', until: null, deliveryId: null };
    expect(await chat.messages()).toMatchObject([{ outcome }]);
    expect(await chat.get()).toMatchObject({
      forwarding: { state: 'idle', dueAt: null, reason: 'channelNotSupported' },
    });
  });

  it('cannot be sent now', async () => {
    const answer = await acme.call('POST', `/v1/conversations/${kind}/forwarding`, { action: 'sendNow' });
    const type = 'urn:afterchat:problem:channel-not-supported';
    expect(answer).toMatchObject({ status: 409, body: { type, reason: 'channelNotSupported' } });
  });
});
