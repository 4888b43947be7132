import type { Scope } from '../../src/contract/keys.ts';

/** Who may call what, as the API's design has it (Who): written down here a second time, so that the code is compared. */
export type Opener = Scope | 'anyone' | 'site' | 'visitor' | 'agent' | 'provider';

const opens: Readonly<Record<Opener, readonly string[]>> = {
  anyone: ['GET /healthz', 'GET /readyz', 'GET /v1/attachments/{id}', 'GET /v1/attachments/{id}/preview'],
  site: ['POST /v1/visitor/sessions', 'POST /v1/visitor/restore-link', 'GET /v1/visitor/widget'],
  provider: [
    'POST /webhooks/sendgrid/events',
    'POST /webhooks/sendgrid/inbound/{secret}',
    'GET /webhooks/meta',
    'POST /webhooks/meta',
  ],
  visitor: [
    'GET /v1/visitor/conversation',
    'GET /v1/visitor/messages',
    'POST /v1/visitor/messages',
    'POST /v1/visitor/attachments',
    'POST /v1/visitor/contact-form',
    'POST /v1/visitor/read',
    'POST /v1/visitor/presence',
    'POST /v1/visitor/typing',
    'DELETE /v1/visitor/session',
    'GET /v1/visitor/events',
  ],
  chat: [
    'GET /v1/conversations',
    'PUT /v1/conversations/{id}',
    'GET /v1/conversations/{id}',
    'PATCH /v1/conversations/{id}/visitor',
    'POST /v1/conversations/{id}/presence',
    'POST /v1/conversations/{id}/read',
    'GET /v1/conversations/{id}/messages',
    'POST /v1/conversations/{id}/messages',
    'POST /v1/conversations/{id}/attachments',
  ],
  inbox: [
    'POST /v1/conversations/{id}/close',
    'POST /v1/conversations/{id}/reopen',
    'PUT /v1/conversations/{id}/assignee',
    'POST /v1/conversations/{id}/typing',
    'POST /v1/conversations/{id}/forwarding',
    'DELETE /v1/conversations/{id}/reply-addresses',
    'GET /v1/conversations/{id}/messages/{messageId}/email',
    'PATCH /v1/conversations/{id}/messages/{messageId}',
    'DELETE /v1/conversations/{id}/messages/{messageId}',
    'GET /v1/conversations/{id}/events',
    'GET /v1/events',
    'GET /v1/agents',
    'GET /v1/canned-replies',
    'PUT /v1/canned-replies/{id}',
    'DELETE /v1/canned-replies/{id}',
    'GET /v1/agents/{id}',
    'PUT /v1/agents/{id}/status',
  ],
  agent: [
    'POST /v1/conversations/{id}/unread',
    'GET /v1/agents/me',
    'PATCH /v1/agents/me/preferences',
    'POST /v1/agents/me/session/renew',
    'DELETE /v1/agents/me/session',
  ],
  settings: [
    'GET /v1/settings',
    'PATCH /v1/settings',
    'GET /v1/settings/email-preview',
    'POST /v1/settings/test-email',
    'GET /v1/settings/email-checks',
    'GET /v1/channels',
    'PUT /v1/channels/{kind}/{id}',
    'GET /v1/channels/{kind}/{id}',
    'DELETE /v1/channels/{kind}/{id}',
  ],
  deliveries: [
    'GET /v1/deliveries',
    'GET /v1/deliveries/{id}',
    'GET /v1/deliveries/{id}/html',
    'POST /v1/deliveries/{id}/replay',
    'POST /v1/deliveries/{id}/dismiss',
    'GET /v1/inbound',
    'GET /v1/inbound/{id}',
    'GET /v1/inbound/{id}/html',
    'POST /v1/inbound/{id}/replay',
    'POST /v1/inbound/{id}/dismiss',
    'POST /v1/inbound/replay',
    'GET /v1/suppressions',
    'DELETE /v1/suppressions/{address}',
    'POST /v1/deliveries/replay',
    'GET /v1/status',
    'GET /v1/jobs',
    'GET /v1/jobs/{id}',
    'POST /v1/jobs/{id}/pause',
    'POST /v1/jobs/{id}/resume',
    'POST /v1/jobs/{id}/cancel',
  ],
  admin: [
    'GET /v1/conversations/{id}/export',
    'DELETE /v1/conversations/{id}',
    'DELETE /v1/visitors/{id}',
    'PUT /v1/agents/{id}',
    'DELETE /v1/agents/{id}',
    'POST /v1/agents/{id}/sessions',
    'GET /v1/audit',
    'GET /v1/keys',
    'POST /v1/keys',
    'DELETE /v1/keys/{id}',
    'POST /v1/secrets/identity/rotate',
    'POST /v1/secrets/session/rotate',
    'DELETE /v1/secrets/identity/previous',
    'DELETE /v1/secrets/session/previous',
    'GET /v1/webhooks',
    'PUT /v1/webhooks/{id}',
    'GET /v1/webhooks/{id}',
    'DELETE /v1/webhooks/{id}',
    'POST /v1/webhooks/{id}/secret/rotate',
    'DELETE /v1/webhooks/{id}/secret/previous',
    'POST /v1/webhooks/{id}/test',
    'GET /v1/webhooks/{id}/failures',
    'POST /v1/webhooks/{id}/replay',
  ],
};

/** Only the visitor does these, and an agent's session acts as its agent alone. */
export const visitorsActs: readonly string[] = ['PUT /v1/conversations/{id}', 'POST /v1/conversations/{id}/presence'];

/** Each route with who opens it. */
export const routeOpeners: readonly (readonly [route: string, opener: Opener])[] = Object.entries(opens).flatMap(
  ([opener, routes]) => routes.map((route) => [route, opener as Opener] as const),
);

/** Inbox includes chat, and admin everything. */
export const grants = (scope: Scope, needed: Opener): boolean =>
  scope === needed || scope === 'admin' || (scope === 'inbox' && needed === 'chat');
