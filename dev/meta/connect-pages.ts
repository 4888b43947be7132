import { demoPages } from './demo-pages.ts';

/**
 * Connects the demo's pages to the account: those that are missing, and those whose token is dead. What a person has
 * changed of the others is kept. Returns why some could not be connected, in a line each.
 */
export async function connectDemoPages(api: string, apiKey: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { id, channel, login, name, accessToken } of demoPages) {
    const url = `${api}/v1/channels/${channel}/${id}`;
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const known = await fetch(url, { headers });
    const { status } = (await known.json()) as { status?: string };
    if (known.ok && status !== 'tokenDead') continue;
    const put = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ login, accessToken, name }) });
    if (!put.ok) problems.push(`${channel} is not connected: ${put.status} ${await put.text()}`);
  }
  return problems;
}
