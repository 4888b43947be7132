import { describe, expect, it } from '@jest/globals';
import { messagingTypes, notificationTypes, Send, senderActions } from '../../dev/meta/graph/send-schema.ts';
import { silentFields, webhookFields } from '../../dev/meta/kept/pages.ts';

/**
 * What Meta publishes of `POST /{page}/messages` and of `subscribed_fields`, in the specification that its SDKs are made
 * from (facebook/facebook-business-sdk-codegen, api_specs/specs/Page.json; read in November 2026). Of the fields, those
 * of messaging.
 */
const published = {
  parameters: [
    ...['message', 'messaging_type', 'notification_type', 'payload', 'persona_id', 'recipient', 'sender_action'],
    ...['suggestion_action', 'tag', 'thread_control'],
  ],
  messagingTypes: ['MESSAGE_TAG', 'RESPONSE', 'UPDATE', 'UTILITY'],
  notificationTypes: ['NO_PUSH', 'REGULAR', 'SILENT_PUSH'],
  senderActions: ['MARK_SEEN', 'REACT', 'TYPING_OFF', 'TYPING_ON', 'UNREACT'],
  subscribedFields: [
    ...[
      'feed',
      'mention',
      'message_deliveries',
      'message_echoes',
      'message_edits',
      'message_reactions',
      'message_reads',
    ],
    ...['messages', 'messaging_handovers', 'messaging_optins', 'messaging_postbacks', 'messaging_referrals', 'standby'],
  ],
};

/** What the reference has and the specification has not: the reply to a message, and what every call may carry. */
const beyond = ['access_token', 'appsecret_proof', 'reply_to'];
/** What we have no use for. */
const without = ['suggestion_action', 'thread_control'];

describe('the fake’s schema of a send', () => {
  it('has the published parameters and choices, but for the listed ones', () => {
    const ours = Object.keys(Send.shape);
    expect(ours.filter((name) => !published.parameters.includes(name)).sort()).toEqual(beyond);
    expect(published.parameters.filter((name) => !ours.includes(name))).toEqual(without);
    expect(messagingTypes).toEqual(published.messagingTypes);
    expect(notificationTypes).toEqual(published.notificationTypes);
    expect(senderActions).toEqual(published.senderActions);
  });

  it('closes its objects to unknown fields', () => {
    const send = { recipient: { id: '1' }, message: { text: 'x' } };
    expect(Send.safeParse(send).success).toBe(true);
    for (const more of [{ x: 1 }, { recipient: { id: '1', x: 1 } }, { message: { text: 'x', x: 1 } }])
      expect(Send.safeParse({ ...send, ...more }).success).toBe(false);
  });
});

describe('the fields of a page’s webhooks', () => {
  it('are published ones', () => {
    expect([...webhookFields.messenger, ...silentFields].sort()).toEqual(published.subscribedFields);
  });
});
