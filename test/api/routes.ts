/** Every route with a key, with a body that is good for it where it takes one. `c1`, `m1`, `ada`, `d1` stand for ids. */
export interface RouteUnderTest {
  readonly method: string;
  readonly path: string;
  readonly scope: 'chat' | 'inbox' | 'settings' | 'deliveries' | 'admin';
  readonly body?: Record<string, unknown>;
}

export const routes: readonly RouteUnderTest[] = [
  { method: 'PUT', path: '/v1/conversations/c1', scope: 'chat', body: { visitor: { name: 'Ada' } } },
  { method: 'GET', path: '/v1/conversations', scope: 'chat' },
  { method: 'GET', path: '/v1/conversations/c1', scope: 'chat' },
  { method: 'PATCH', path: '/v1/conversations/c1/visitor', scope: 'chat', body: { name: 'Ada', source: 'agent' } },
  { method: 'POST', path: '/v1/conversations/c1/presence', scope: 'chat', body: { state: 'here', tab: 't1' } },
  { method: 'POST', path: '/v1/conversations/c1/read', scope: 'chat', body: { upTo: 1 } },
  { method: 'POST', path: '/v1/conversations/c1/close', scope: 'inbox' },
  { method: 'POST', path: '/v1/conversations/c1/reopen', scope: 'inbox' },
  { method: 'POST', path: '/v1/conversations/c1/forwarding', scope: 'inbox', body: { action: 'cancel' } },
  { method: 'DELETE', path: '/v1/conversations/c1/reply-addresses', scope: 'inbox' },
  {
    method: 'POST',
    path: '/v1/conversations/c1/messages',
    scope: 'chat',
    body: { id: 'm2', author: { kind: 'visitor' }, text: 'Hello' },
  },
  { method: 'GET', path: '/v1/conversations/c1/messages', scope: 'chat' },
  { method: 'PATCH', path: '/v1/conversations/c1/messages/m1', scope: 'inbox', body: { text: 'Hi' } },
  { method: 'DELETE', path: '/v1/conversations/c1/messages/m1', scope: 'inbox' },
  { method: 'PUT', path: '/v1/agents/ada', scope: 'admin', body: { name: 'Ada' } },
  { method: 'GET', path: '/v1/agents', scope: 'inbox' },
  { method: 'DELETE', path: '/v1/agents/ada', scope: 'admin' },
  { method: 'PUT', path: '/v1/agents/ada/status', scope: 'inbox', body: { status: 'online' } },
  { method: 'GET', path: '/v1/settings', scope: 'settings' },
  { method: 'PATCH', path: '/v1/settings', scope: 'settings', body: { locale: 'fr' } },
  { method: 'GET', path: '/v1/deliveries', scope: 'deliveries' },
  { method: 'GET', path: '/v1/deliveries/d1', scope: 'deliveries' },
  { method: 'GET', path: '/v1/deliveries/d1/html', scope: 'deliveries' },
  { method: 'POST', path: '/v1/deliveries/d1/replay', scope: 'deliveries', body: { evenIfRead: true } },
  { method: 'POST', path: '/v1/deliveries/replay', scope: 'deliveries', body: { id: 'j1', status: 'parked' } },
  { method: 'POST', path: '/v1/deliveries/dismiss', scope: 'deliveries', body: { id: 'j1', why: 'called' } },
  { method: 'GET', path: '/v1/jobs', scope: 'deliveries' },
  { method: 'GET', path: '/v1/jobs/none', scope: 'deliveries' },
  { method: 'POST', path: '/v1/jobs/none/pause', scope: 'deliveries' },
  { method: 'POST', path: '/v1/jobs/none/resume', scope: 'deliveries' },
  { method: 'POST', path: '/v1/jobs/none/cancel', scope: 'deliveries' },
];

export const nameOf = ({ method, path }: RouteUnderTest) => `${method} ${path}`;
export const withBody = routes.filter(({ body }) => body !== undefined);
