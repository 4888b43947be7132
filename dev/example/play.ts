import { setTimeout as sleep } from 'node:timers/promises';
import type { Played } from './arrived.ts';
import { type Found, findingAt } from './findings.ts';
import { clearFault, setFault } from './mailbox.ts';
import { setMetaFault } from './page.ts';
import { type Acting, perform } from './perform.ts';
import type { Row } from './row.ts';
import { beginScene } from './scene.ts';
import type { Stage } from './stage.ts';

/** Also tells how much later than the row says this machine did something, at worst. */
export type PlayedInTime = Played & { readonly behindSeconds: number };

/** Plays a row as a chat frontend would, and waits until its last minute and until a late email would have arrived. */
export async function play(row: Row, stage: Stage, lateSeconds: number, stop: AbortSignal): Promise<PlayedInTime> {
  await prepare(row, stage);
  const startedAt = Date.now();
  const moment = (minute: number) => startedAt + minute * row.secondsPerMinute * 1000;
  const acting: Acting = { stage, scene: await beginScene(row, stage), said: [], lateSeconds, stop };
  const finding: Promise<Found>[] = [];
  let behind = 0;
  for (const happening of [...row.happens].sort((a, b) => a.at - b.at)) {
    await until(moment(happening.at), stop);
    // Not awaited: an answer that comes a little late must not hold up the rest.
    if (happening.kind === 'finds') finding.push(findingAt(happening, acting));
    else {
      await perform(happening, acting);
      behind = Math.max(behind, Date.now() - moment(happening.at));
    }
  }
  const last = Math.max(0, ...[...row.mails, ...row.directs].map(({ at }) => at));
  await until(Math.max(moment(row.until), moment(last) + lateSeconds * 1000), stop);
  const found = await Promise.all(finding);
  if (row.start.fault !== undefined) await clearFault(stage.mailbox, stage.address);
  return {
    chat: await acting.scene.chat(),
    minuteOf: ({ receivedAt }) => (Date.parse(receivedAt) - startedAt) / 1000 / row.secondsPerMinute,
    said: acting.said,
    found,
    behindSeconds: behind / 1000,
  };
}

/** Makes what a row needs before its first minute. */
export async function prepare({ start }: Row, { frontend, mailbox, address, page }: Stage): Promise<void> {
  if (start.metaFault !== undefined && page !== null) await setMetaFault(page, start.metaFault);
  if (start.fault !== undefined) await setFault(mailbox, address, start.fault);
  if (start.addressOf !== undefined) await frontend.addAgent(start.addressOf, 'Ada', address);
  for (const [agent, status] of Object.entries(start.agents ?? {})) {
    await frontend.addAgent(agent, agent === 'ada' ? 'Ada' : 'Grace');
    await frontend.setStatus(agent, status);
  }
}

async function until(moment: number, stop: AbortSignal): Promise<void> {
  await sleep(Math.max(0, moment - Date.now()), undefined, { signal: stop });
}
