/** The inbox's addresses. Pages link to them; what is no link goes by `go`. */
export const paths = {
  inbox: '/inbox',
  conversation: (id: string) => `/inbox/c/${encodeURIComponent(id)}`,
  deliveries: '/inbox/deliveries',
  delivery: (id: string) => `/inbox/deliveries/${encodeURIComponent(id)}`,
  received: '/inbox/deliveries/received',
  receivedEmail: (id: string) => `/inbox/deliveries/received/${encodeURIComponent(id)}`,
  replays: '/inbox/deliveries/replays',
  agentEmails: '/inbox/deliveries/agents',
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

/**
 * The conversation that the page's address names; null if it is another page. It is another one at once when one goes to
 * the next, before that one is drawn.
 */
export function openedConversation(): string | null {
  const [, , place, id] = location.pathname.split('/');
  return place === 'c' && id !== undefined ? decodeURIComponent(id) : null;
}

/** What a key does with a conversation, unless another one is on its way to the screen. */
export const ifOpened = (id: string, act: () => void) => (): void => {
  if (openedConversation() === id) act();
};
