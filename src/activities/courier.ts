import type { SendResult } from '../channels/channel.ts';
import { channels } from '../channels/channels.ts';
import type { DirectChannel } from '../channels/direct.ts';
import type { ParkedReason } from '../contract/outcomes.ts';
import type { ForAttempt } from '../store/deliveries/for-attempt.ts';
import type { ActivityDeps, PageConnection } from './deps.ts';
import { learnOfKey } from './judge-key.ts';

/** Hands a request to a channel's provider: what differs from channel to channel during an attempt. */
export interface Courier {
  /** Sends exactly this request, once; never throws because of the provider. */
  send(request: string): Promise<SendResult>;
  /** What the answer tells beyond its delivery: about the key, or the page's connection. */
  learn(result: SendResult): Promise<void>;
}

export function courierOf(deps: ActivityDeps, read: ForAttempt): Courier {
  const { channel } = read.delivery;
  if (channel !== 'email') return directCourier(deps, (deps.direct?.channels ?? channels)[channel], read);
  return {
    send: (request) => channels.email.send(deps.sender, request),
    learn: (result) => learnOfKey(deps, result, read.refusedInARow),
  };
}

/** A page that is not connected, or whose token is known to be dead, is not asked: only a person can mend that. */
function directCourier(
  { direct, log }: ActivityDeps,
  channel: DirectChannel,
  { ref, conversation }: ForAttempt,
): Courier {
  const { kind, pageId } = conversation.channel;
  let used: PageConnection | null = null;
  return {
    async send(request) {
      if (direct === undefined || kind === 'web' || pageId === null) return notConnected;
      const connection = await direct.connectionOf({ accountId: ref.accountId, kind, pageId });
      if (connection === null) return notConnected;
      if (connection.isTokenDead) return unsent('channelTokenDead', 'the token of the page is known to be dead');
      used = connection;
      return channel.send(connection.access, request);
    },
    async learn(result) {
      const status = statusTold(result);
      if (status === null) return;
      await used?.note(status).catch((error) => {
        log.warn({ ...ref, err: error }, 'what a platform said about a page could not be stored');
      });
    },
  };
}

function statusTold(result: SendResult): 'tokenDead' | 'restricted' | 'ok' | null {
  if (result.kind === 'accepted') return 'ok';
  const reason: ParkedReason | null = 'reason' in result ? result.reason : null;
  if (reason === 'channelTokenDead') return 'tokenDead';
  return reason === 'channelRestricted' ? 'restricted' : null;
}

function unsent(reason: ParkedReason, message: string): SendResult {
  const nothing = { status: null, code: null, detail: null };
  return { kind: 'rejected', reason, message: `not sent: ${message}`, ...nothing };
}

const notConnected = unsent('channelNotConnected', 'the page is not connected');
