/** The inbox's addresses. Pages link to them; what is no link goes by `go`. */
export const paths = {
  inbox: '/inbox',
  conversation: (id: string) => `/inbox/c/${encodeURIComponent(id)}`,
  deliveries: '/inbox/deliveries',
  delivery: (id: string) => `/inbox/deliveries/${encodeURIComponent(id)}`,
  received: '/inbox/deliveries/received',
  receivedEmail: (id: string) => `/inbox/deliveries/received/${encodeURIComponent(id)}`,
  replays: '/inbox/deliveries/replays',
  status: '/inbox/status',
  settings: (section = 'preferences') => `/inbox/settings/${section}`,
  /** The agent's own. */
  preferences: '/inbox/settings/me',
  audit: '/inbox/audit',
} as const;

/** Goes to a page as if its link was followed. */
export function go(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (path === `${location.pathname}${location.search}`) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}
