import { createClient } from '../../../packages/client/src/index.ts';
import { toldTime } from './clock.ts';

/**
 * The API, as the agent who has signed in: the browser sends their cookie by itself. Whoever has not signed in, or no
 * more, is led to the sign-in.
 */
export const client = createClient({
  baseUrl: '',
  fetch: async (url, init) => {
    const headers = new Headers(init.headers);
    // No page of another origin can send this (src/api/own-page.ts).
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

/** Ends the session here and at the service, and leaves for the sign-in. Rejects if the service cannot be reached. */
export async function signOut(): Promise<void> {
  await client.call('POST', '/sign-out');
  location.assign('/sign-in');
}
