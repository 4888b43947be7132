import { createClient } from '../../../packages/client/src/index.ts';
import { toldTime } from './clock.ts';

/** Kept by hand while there is no sign-in: `{"token", "agentId"}`. */
const kept = sessionStorage.getItem('afterchat-agent');
const given: { readonly token?: string; readonly agentId?: string } = kept === null ? {} : JSON.parse(kept);
export const givenAgentId = given.agentId ?? null;

/** The API, as the agent who has signed in. Whoever has not, or no more, is led to the sign-in. */
export const client = createClient({
  baseUrl: '',
  fetch: async (url, init) => {
    const headers = new Headers(init.headers);
    if (given.token !== undefined) headers.set('authorization', `Bearer ${given.token}`);
    // No page of another origin can send this (see src/api/own-page.ts).
    headers.set('x-afterchat-page', '1');
    const response = await fetch(url, { ...init, headers, credentials: 'same-origin' });
    toldTime(response.headers.get('date'));
    if (response.status === 401) signIn();
    return response;
  },
});

/** Leaves for the sign-in, which leads back here. */
function signIn(): void {
  const to = `${location.pathname}${location.search}`;
  location.assign(`/sign-in?to=${encodeURIComponent(to)}`);
}
