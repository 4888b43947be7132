/** How requests are authenticated. In /docs the names are the labels of the fields for trying a request. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key of your account, or the token of an agent session, which has the scope `inbox`. Sent as `Authorization: Bearer <key>`.',
  },
  visitorToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'The session token of a visitor, from `POST /v1/visitor/sessions`. A renewed token comes in the header `x-session-token` of any answer.',
  },
  reportSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Twilio-Email-Event-Webhook-Signature',
    description:
      "An ECDSA signature (P-256, SHA-256) in base64 over the timestamp's text followed by the body's bytes, by a key of `SENDGRID_WEBHOOK_PUBLIC_KEYS`.",
  },
  reportTimestamp: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Twilio-Email-Event-Webhook-Timestamp',
    description: 'When the report was signed, in seconds since 1970: at most 48 hours ago.',
  },
  metaSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Hub-Signature-256',
    description: "`sha256=` and the HMAC (SHA-256, hexadecimal) of the body's bytes by a secret of `META_APP_SECRET`.",
  },
} as const;
