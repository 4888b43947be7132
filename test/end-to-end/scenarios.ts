import { afterAll, beforeAll, expect } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../bin/servers/ports.mjs';
import type { Chat, ChatFrontend } from '../../dev/chat.ts';
import type { RunningTemporal } from '../../dev/servers/temporal.ts';
import { until } from '../../dev/servers/until.ts';
import { Settings } from '../../src/contract/settings.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import { workflowIdOf } from '../../src/temporal/waker.ts';
import { startMailbox, type TestMailbox } from '../support/mailbox.ts';
import { startTemporal, testMongoUri } from '../support/servers.ts';
import { type ServiceOptions, type ServiceProcesses, startService } from '../support/service-processes.ts';

const secret = 'the-secret-of-the-end-to-end-tests';
/** Where the API takes visitors' emails. */
export const inboundPath = `/webhooks/sendgrid/inbound/${secret}`;
/** What is written to this domain is posted to the API. */
export const replyDomain = 'reply.acme.example';

/** An account's settings with seconds for minutes; parts may be given. */
export type SettingsParts = { readonly [Group in keyof Settings]?: Partial<Settings[Group]> | Settings[Group] };

const short = {
  timing: {
    afterLeavingSeconds: 2,
    afterInactivitySeconds: 600,
    settleSeconds: 1,
    settleMaxSeconds: 5,
    agentsAwayGraceSeconds: 1,
  },
  // The first attempt comes late on a busy machine; the second one is at the end of this hour.
  delivery: { retryForSeconds: 10 },
};

export interface Scenario {
  readonly account: { readonly id: string; readonly chat: ChatFrontend };
  readonly chat: Chat;
  readonly address: string;
  mails(): ReturnType<TestMailbox['mailsTo']>;
  /** Waits until this many emails have arrived and everything is at rest, and returns them. */
  mailed(count: number, seconds?: number): ReturnType<TestMailbox['mailsTo']>;
  fault: (mode: Parameters<TestMailbox['fault']>[1], count?: number) => Promise<void>;
  deliveries(): ReturnType<ChatFrontend['deliveries']>;
  /** Waits until the newest delivery is in this state. */
  delivery(status: string, seconds?: number): Promise<Awaited<ReturnType<ChatFrontend['delivery']>>>;
  signal(name: SignalName): Promise<void>;
}

export interface Stack {
  readonly temporal: RunningTemporal;
  readonly mailbox: TestMailbox;
  readonly service: ServiceProcesses;
  readonly client: Client;
  /** A conversation with an identified visitor in an account of its own. */
  begin(settings?: SettingsParts, visitor?: { email?: string | null }): Promise<Scenario>;
  /** Every mail box that a scenario looked into, with what it ended with. */
  readonly ended: ReadonlyMap<string, number>;
}

/** One stack for a file: Temporal, the API and the worker as processes, the shared mongod, a mailbox in this one. */
export function useStack(options: Pick<ServiceOptions, 'sendTimeoutSeconds'> = {}): Stack {
  let stack: (Omit<Stack, 'begin' | 'ended'> & { stop(): Promise<void> }) | undefined;
  const ended = new Map<string, number>();
  let count = 0;
  const running = () => {
    if (stack === undefined) throw new Error('the stack has not been started yet');
    return stack;
  };
  beforeAll(async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}${inboundPath}`;
    const [temporal, mailbox] = await Promise.all([startTemporal(), startMailbox({ hostname: replyDomain, url })]);
    const service = await startService({
      ...{ port, inbound: { secret, publicKey: mailbox.inboundKey } },
      ...{ mongodb: testMongoUri(), temporal: temporal.address, sendGrid: mailbox.url },
      ...options,
    });
    const client = new Client({ connection: Connection.lazy({ address: temporal.address }) });
    stack = {
      ...{ temporal, mailbox, service, client },
      stop: async () => {
        await client.connection.close();
        await service.stop();
        await Promise.all([temporal.stop(), mailbox.stop()]);
      },
    };
  }, 60_000);
  afterAll(() => stack?.stop());

  return {
    get temporal() {
      return running().temporal;
    },
    get mailbox() {
      return running().mailbox;
    },
    get service() {
      return running().service;
    },
    get client() {
      return running().client;
    },
    ended,
    begin: async (settings = {}, visitor = {}) => {
      count += 1;
      const address = `visitor-${count}@example.com`;
      const { service, mailbox, client } = running();
      const whole = { ...short, ...settings, timing: { ...short.timing, ...settings.timing } };
      const account = await service.account(Settings.parse({ sender, ...whole }));
      const chat = account.chat.conversation(`conversation-${count}`);
      await chat.begin(visitor.email === null ? {} : { email: address, name: 'Sam' });
      const deliveries = () => account.chat.deliveries(`?conversation=${chat.id}`);
      return {
        ...{ account, chat, address, deliveries },
        mails: () => mailbox.mailsTo(address),
        mailed: async (wanted, seconds = 90) => {
          await until(`${wanted} mails to ${address}, and rest`, seconds, async () => {
            const isThere = (await mailbox.mailsTo(address)).length >= wanted;
            return isThere && (await deliveries()).every(({ status }) => status !== 'claimed' && status !== 'sending');
          });
          const mails = await mailbox.mailsTo(address);
          expect(mails).toHaveLength(wanted);
          ended.set(address, wanted);
          return mails;
        },
        fault: (mode, times) => mailbox.fault(address, mode, times),
        delivery: async (status, seconds = 90) => {
          await until(`a delivery ${status}`, seconds, async () => (await deliveries())[0]?.status === status);
          return account.chat.delivery((await deliveries())[0]!.id);
        },
        signal: (name) =>
          client.workflow.getHandle(workflowIdOf({ accountId: account.id, conversationId: chat.id })).signal(name),
      };
    },
  };
}

const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain: null };
