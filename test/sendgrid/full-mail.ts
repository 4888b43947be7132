import type { z } from 'zod';
import type { MailSend } from '../../dev/sendgrid/mail-rules.ts';

type Full = Required<z.input<typeof MailSend>>;
const address = { email: 'a@example.com', name: 'A' };
const on = { enable: true };

/** A mail with every field that the API reference offers, but for `reply_to_list`, which excludes `reply_to`. */
export const fullMail: Omit<Full, 'reply_to_list'> = {
  personalizations: [
    {
      from: address,
      to: [address],
      cc: [{ email: 'b@example.com' }],
      bcc: [{ email: 'c@example.com' }],
      subject: 'Its own',
      headers: { 'Message-ID': '<d-1@example.com>', References: '<d-0@example.com>' },
      substitutions: { '-name-': 'A' },
      dynamic_template_data: { nested: [{ any: 1 }] },
      custom_args: { delivery: 'd-1' },
      send_at: 1_617_260_400,
    },
  ],
  from: address,
  reply_to: address,
  subject: 'Your question',
  content: [
    { type: 'text/plain', value: 'Hello' },
    { type: 'text/html', value: '<p>Hello</p>' },
  ],
  attachments: [{ content: 'YQ==', type: 'text/plain', filename: 'a', disposition: 'inline', content_id: 'a' }],
  template_id: 'd-1',
  headers: { 'Auto-Submitted': 'auto-generated' },
  categories: ['forwarding'],
  custom_args: { account: 'a' },
  send_at: 1_617_260_400,
  batch_id: 'b',
  asm: { group_id: 1, groups_to_display: [1] },
  ip_pool_name: 'pool',
  mail_settings: {
    bypass_list_management: on,
    bypass_spam_management: { enable: false },
    bypass_bounce_management: { enable: false },
    bypass_unsubscribe_management: { enable: false },
    footer: { ...on, text: 't', html: 'h' },
    sandbox_mode: on,
  },
  tracking_settings: {
    click_tracking: { ...on, enable_text: false },
    open_tracking: { ...on, substitution_tag: '%o%' },
    subscription_tracking: { ...on, text: 't', html: 'h', substitution_tag: '%s%' },
    ganalytics: { ...on, utm_source: 's', utm_medium: 'm', utm_term: 't', utm_content: 'c', utm_campaign: 'c' },
  },
};

const { reply_to, ...others } = fullMail;

/** The same with several addresses for replies. */
export const fullMailWithReplyList = { ...others, reply_to_list: [reply_to] };
