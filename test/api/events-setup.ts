import { afterAll, afterEach } from '@jest/globals';
import type { Hono } from 'hono';
import { pino } from 'pino';
import { createApp } from '../../src/api/app.ts';
import type { ApiEnv } from '../../src/api/env.ts';
import type { ConnectionOptions } from '../../src/api/events/connection.ts';
import { type EventFeed, eventFeed } from '../../src/api/events/feed.ts';
import { Settings } from '../../src/contract/settings.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import { systemClock } from '../../src/store/mongo/clock.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type EventReader, readEvents } from '../support/event-reader.ts';
import { testMongoUri } from '../support/servers.ts';
import { openTestStore } from '../support/test-store.ts';

export const log = pino({ level: 'silent' });

export interface TestApi {
  readonly store: Store;
  readonly app: Pick<Hono<ApiEnv>, 'request' | 'fetch'>;
  readonly events: EventFeed;
}

interface Place {
  /** By default the mongod that all tests share. */
  readonly uri?: string;
  readonly database: string;
}

/** Closes what a file's tests opened: the streams after each test, the rest at the end. */
export function useApis() {
  const streams: EventReader[] = [];
  const apis: TestApi[] = [];
  afterEach(async () => {
    await Promise.all(streams.splice(0).map((stream) => stream.leave()));
  });
  afterAll(async () => {
    for (const { events, store } of apis) {
      events.stop();
      await store.close();
    }
  });

  return {
    /** An API on a database of its own, or as after a restart on one that is given. */
    start: async (options: Partial<ConnectionOptions> = {}, on?: Place): Promise<TestApi> => {
      const store = on === undefined ? await openTestStore() : await openStore(on.uri ?? testMongoUri(), on.database);
      const events = eventFeed({ store, log, clock: systemClock }, options);
      const nobody = {
        changed: () => {},
        flagged: () => {},
        jobChanged: () => {},
        inboundStored: () => {},
        restoreLinkAsked: () => {},
        agentEmailReplayed: () => {},
        webhookChanged: () => {},
        after: () => {},
        idle: async () => {},
      };
      const app = createApp({ store, log, events, notifier: nobody, temporal: null, clock: systemClock });
      const api = { store, app, events };
      apis.push(api);
      return api;
    },
    /** Follows a path's events from the moment that this returns. */
    follow: async (api: TestApi, key: string, path = '/v1/events', lastEventId?: string): Promise<EventReader> => {
      const response = await api.app.request(path, {
        headers: {
          authorization: `Bearer ${key}`,
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        },
      });
      if (response.status !== 200 || response.body === null) throw new Error(`${path} answered ${response.status}`);
      const reader = readEvents(response.body);
      streams.push(reader);
      return reader;
    },
  };
}

/** Where an API's data are, for another one. */
export const placeOf = ({ store }: TestApi): Place => ({ database: store.accounts.dbName });

/** An account and calls with its key, each of which must succeed. */
export async function newAccount(api: TestApi) {
  const { accountId, apiKey } = await createAccount(
    api.store,
    { name: 'Acme', settings: Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } }) },
    Date.now(),
  );
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await api.app.request(path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  };
  return {
    accountId,
    apiKey,
    call,
    conversation: (id: string) => call('PUT', `/v1/conversations/${id}`, { visitor: { email: 'ada@example.com' } }),
    says: (conversation: string, id: string, kind: 'visitor' | 'agent' = 'visitor', text = `text of ${id}`) =>
      call('POST', `/v1/conversations/${conversation}/messages`, { id, author: { kind }, text }),
  };
}
