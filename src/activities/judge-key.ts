import type { SendResult } from '../channels/channel.ts';
import { countRefusal, forgetRefusals, pauseSending } from '../store/deployment/sending-pause.ts';
import type { ActivityDeps } from './deps.ts';

/** This many sends in a row that are refused because of the key condemn it; fewer also happen with a valid one. */
export const refusalsBeforePause = 5;

type Deps = Pick<ActivityDeps, 'store' | 'clock' | 'log' | 'probeKey' | 'probeEveryMs'>;

const words = {
  providerAuth: 'the provider refuses the key, so sending is paused: put a valid key into SENDGRID_API_KEY and restart',
  outOfCredits:
    "the provider account's credits are used up, so sending is paused: buy more credits; sending then resumes by itself",
};

/**
 * A single refused email says little about the key, because providers sometimes refuse valid ones. So the key itself is
 * checked, and sending is paused only if that is refused too, or if several sends in a row were. Never throws: what it
 * cannot find out now, the next refusal will show.
 * @param refusedInARow as known when the attempt began
 */
export async function learnOfKey(deps: Deps, result: SendResult, refusedInARow: number): Promise<void> {
  try {
    if (result.kind === 'accepted' && refusedInARow > 0) await forgetRefusals(deps.store);
    if (result.kind === 'refused' && (result.reason === 'providerAuth' || result.reason === 'outOfCredits'))
      await judge(deps, result.reason);
  } catch (error) {
    deps.log.warn({ err: error }, 'the provider’s verdict on the key could not be stored');
  }
}

async function judge({ store, clock, log, probeKey, probeEveryMs }: Deps, reason: keyof typeof words): Promise<void> {
  const inARow = await countRefusal(store);
  const isDead = reason === 'providerAuth' && (await probeKey()) === 'refused';
  if (!isDead && inARow < refusalsBeforePause) return;
  if (await pauseSending(store, reason, await clock(), probeEveryMs)) log.error(words[reason]);
}
