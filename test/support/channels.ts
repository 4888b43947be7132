import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ChannelsOfApi } from '../../src/api/deps.ts';
import { type ConnectionContent, putConnection } from '../../src/store/accounts/channel-connections.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { startWebhookEndpoint } from './webhook-endpoint.ts';

/** Connections that lead to the Graph API at this address; by default nothing is there. */
export function channelsOfApi(
  url = 'http://127.0.0.1:1',
): ChannelsOfApi & { readonly hosts: { facebook: string; instagram: string } } {
  const hosts = { facebook: url, instagram: url };
  return {
    hosts,
    keys: { current: randomBytes(32), old: null },
    graph: { hosts, timeoutMs: 5_000 },
    verifyToken: 'orange-and-lemon',
    hasAppSecret: true,
  };
}

/** What is stored of a page whose token Meta has confirmed. */
export const confirmedPage = {
  ...{ login: 'facebook', name: 'Acme', accessToken: 'tok' },
  ...{ status: 'ok', isConfirmed: true, throughPageId: null },
} as const satisfies ConnectionContent;

/** A page that is connected, without asking anybody. */
export async function connected(
  store: Store,
  access: ChannelsOfApi,
  accountId: string,
  pageId: string,
  now = Date.now(),
): Promise<void> {
  if (access.keys === null) throw new Error('there is no key');
  const content = { ...confirmedPage, throughPageId: pageId };
  const ref = { accountId, kind: 'messenger', pageId } as const;
  await putConnection({ store, channelKeys: access.keys }, { ref, content, now });
}

/** What the Graph API answers to a request, such as `GET /v26.0/me`, by its token. */
type Answers = Readonly<
  Record<
    string,
    (
      token: string | null,
      request: { readonly body: string; readonly url: URL },
    ) => readonly [number, unknown] | Promise<readonly [number, unknown]>
  >
>;

/** As much of the Graph API as a test says; each request is noted as `GET /v26.0/me?fields=id tok`. */
export async function startGraph() {
  const endpoint = await startWebhookEndpoint();
  const asked: string[] = [];
  return {
    url: `http://127.0.0.1:${endpoint.port}`,
    /** What it was asked since this was asked last. */
    take: () => asked.splice(0),
    answer: (answers: Answers) =>
      endpoint.answer(async (response: ServerResponse, { headers, body }) => {
        const url = new URL(response.req.url ?? '', 'http://graph');
        const token = headers.authorization?.replace('Bearer ', '') ?? url.searchParams.get('access_token');
        asked.push([response.req.method, response.req.url, body].filter((part) => part !== '').join(' '));
        const [status, told] = (await answers[`${response.req.method} ${url.pathname}`]?.(token, { body, url })) ?? [
          404,
          { error: { code: 2500, message: 'Unknown path components' } },
        ];
        response.writeHead(status, { 'facebook-api-version': 'v26.0' }).end(JSON.stringify(told));
      }),
    stop: endpoint.stop,
  };
}
