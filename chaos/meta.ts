import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startFakeMeta } from '../dev/meta/fake-meta.ts';
import { channelKinds, pages } from './pages.ts';
import { startEchoRelay, type TakenEcho } from './report-relay.ts';

/** Meta as the run has it: it is no part of the service, so it is never killed, and is the witness of what was sent. */
export interface Meta {
  readonly url: string;
  /** What the service needs to know it. */
  readonly environment: Readonly<Record<string, string>>;
  /** All echoes that the service accepted. */
  readonly echoes: readonly TakenEcho[];
  /** Subscribes the account of this key to what happens on its pages. */
  connect(api: string, apiKey: string): Promise<void>;
  /** Ends the run's faults; with `--reports off` nothing is echoed all the same. */
  clearFaults(): Promise<void>;
  stop(): Promise<void>;
}

const timeoutSeconds = '2';

/** @param apis where webhooks go, to each in turn */
export async function startMeta(
  folder: string,
  { apis, withEchoes }: { readonly apis: readonly string[]; readonly withEchoes: boolean },
): Promise<Meta> {
  const relay = await startEchoRelay(apis.map((url) => `${url}/webhooks/meta`));
  const [appSecret, verifyToken] = [randomUUID(), randomUUID()];
  const fake = await startFakeMeta({
    stateFile: join(folder, 'meta.jsonl'),
    webhook: { url: relay.url, appSecret, verifyToken },
    stepMs: 300,
    retryMs: 250,
  });
  const put = async (path: string, body: object) => {
    const answer = await fetch(`${fake.url}${path}`, { method: 'PUT', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`PUT ${path} was answered ${answer.status}: ${await answer.text()}`);
  };
  const clearFaults = async () => {
    await fetch(`${fake.url}/api/faults`, { method: 'DELETE' });
    if (!withEchoes) await put('/api/faults', { mode: 'noEchoes', count: null });
  };
  for (const channel of channelKinds) {
    const { id, login, accessToken } = pages[channel];
    await put(`/api/pages/${id}`, { channel, name: 'Acme', login, accessToken, subscribedFields: null });
  }
  await clearFaults();
  return {
    url: fake.url,
    environment: {
      META_APP_SECRET: appSecret,
      META_VERIFY_TOKEN: verifyToken,
      META_GRAPH_URL: fake.graphUrl,
      META_INSTAGRAM_GRAPH_URL: fake.instagramGraphUrl,
      META_TIMEOUT_SECONDS: timeoutSeconds,
      CHANNEL_TOKENS_KEY: randomBytes(32).toString('base64'),
    },
    echoes: relay.taken,
    connect: async (api, apiKey) => {
      for (const channel of channelKinds) {
        const { id, login, accessToken } = pages[channel];
        const answer = await fetch(`${api}/v1/channels/${channel}/${id}`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ login, accessToken }),
        });
        if (!answer.ok) throw new Error(`${channel} is not connected: ${answer.status} ${await answer.text()}`);
      }
    },
    clearFaults,
    stop: async () => {
      await fake.stop();
      await relay.stop();
    },
  };
}
