import { channels } from '../../channels/channels.ts';
import type { DirectReport } from '../../channels/direct.ts';
import { settleByEcho } from '../../store/deliveries/settle-by-echo.ts';
import { settleByReceipt } from '../../store/deliveries/settle-by-receipt.ts';
import { wakeOrLeave } from '../../temporal/wake-changed.ts';
import type { Waker } from '../../temporal/waker.ts';
import type { ActivityDeps } from '../deps.ts';
import type { EventInPlace } from './event-in-place.ts';

export interface TakeReportDeps extends Pick<ActivityDeps, 'store' | 'clock' | 'log'> {
  readonly waker: Pick<Waker, 'wake'>;
}

/**
 * Does what a platform tells of a message that the page has sent. False if that was none of ours: then somebody else has
 * written it, such as a person in the platform's own inbox.
 */
export async function takeReport(deps: TakeReportDeps, { ref, event }: EventInPlace): Promise<boolean> {
  const report = channels[event.channel].readReport(JSON.parse(event.raw ?? 'null'));
  if (report === null) return false;
  return take(deps, ref, report);
}

async function take(deps: TakeReportDeps, ref: EventInPlace['ref'], report: DirectReport): Promise<boolean> {
  const { store, clock } = deps;
  const now = await clock();
  switch (report.kind) {
    case 'echo': {
      const { isOurs, changed } = await settleByEcho(store, { ...report, ref }, now);
      if (changed !== null) await wakeOrLeave(deps, changed);
      return isOurs;
    }
    case 'delivered': {
      const { mids, watermark } = report;
      await settleByReceipt(store, { ref, mids, upTo: watermark, now });
      return true;
    }
    case 'read':
      return false;
    default:
      return report satisfies never;
  }
}
