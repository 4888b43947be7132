import { randomUUID } from 'node:crypto';
import type { Faults, ReportFault, WebhookFault } from '../faults.ts';
import type { DirectMessage } from '../kept/messages.ts';
import type { Page, Pages } from '../kept/pages.ts';
import { deliveryEvent, echoEvent, type Told } from './events.ts';
import type { Outbox, Planned } from './outbox.ts';

/** How many posts parallelWebhooks makes at once, and duplicateWebhooks one after another. */
const parallel = 4;
const duplicates = 3;
const usualHoldSeconds = 2;
const usualLateSeconds = 30;
const maxHeld = 2_000;

export interface TellerOptions {
  /** Null: nobody is told. */
  readonly outbox: Outbox | null;
  readonly faults: Faults;
  readonly pages: Pages;
  readonly clock: () => number;
  /** The time between what happens to a message: sent, echoed, delivered. */
  readonly stepMs: number;
  readonly appId: string;
}

export type Teller = ReturnType<typeof createTeller>;

/** Tells the app what happens, as far as it is subscribed to it. */
export function createTeller({ outbox, faults, pages, clock, stepMs, appId }: TellerOptions) {
  const held = new Map<WebhookFault['mode'], Planned[]>();
  const timers = new Set<NodeJS.Timeout>();

  function release(mode: WebhookFault['mode']): void {
    const events = held.get(mode) ?? [];
    held.delete(mode);
    const batch = randomUUID();
    const inOrder = mode === 'unorderedWebhooks' ? events.reverse() : events;
    void outbox?.plan(inOrder.map((event) => ({ ...event, batch })));
  }

  /** Holds it back, until as many are held as the fault says, or for as long. */
  function hold(fault: WebhookFault, event: Planned): void {
    const events = held.get(fault.mode) ?? [];
    held.set(fault.mode, events);
    events.push({ ...event, inMs: 0 });
    if (fault.count === 1 || events.length >= maxHeld) {
      release(fault.mode);
      return;
    }
    if (events.length > 1) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        release(fault.mode);
      },
      (fault.seconds ?? usualHoldSeconds) * 1_000,
    ).unref();
    timers.add(timer);
  }

  /** Resolves when it has been posted once, or at once if it is held back or not told. */
  async function tell(page: Page, person: string, { field, event }: Told, inMs = 0): Promise<void> {
    const fields = pages.find(page.id)?.subscribedFields ?? null;
    if (outbox === null || fields === null) return;
    // Of an Instagram account behind a page, the fields are chosen in the app's dashboard; the page needs but any.
    const isLinked = page.channel === 'instagram' && page.login === 'facebook';
    if (!isLinked && !fields.includes(field)) return;
    const object = page.channel === 'messenger' ? 'page' : 'instagram';
    const usual: Planned = { object, pageId: page.id, event, inMs, way: 'usual', copies: 1, batch: null };
    const fault = faults.takeWebhook(page.id, person);
    if (fault === null) return outbox.plan([usual]);
    switch (fault.mode) {
      case 'duplicateWebhooks':
        return outbox.plan(
          Array.from({ length: duplicates }, (_, index) => ({
            ...{ ...usual, inMs: inMs + index * stepMs },
            batch: randomUUID(),
          })),
        );
      case 'parallelWebhooks':
        return outbox.plan([{ ...usual, copies: parallel }]);
      case 'unorderedWebhooks':
      case 'batchedWebhooks':
        return hold(fault, usual);
      case 'wrongSignature':
      case 'unsigned':
        return outbox.plan([{ ...usual, way: fault.mode }]);
      case 'truncatedWebhooks':
        return outbox.plan([{ ...usual, way: 'truncated' }]);
      case 'noWebhooks':
        return;
      default:
        return fault.mode satisfies never;
    }
  }

  return {
    tell,
    /** What is told of a message that the page has sent: its echo, and on Messenger that it was delivered. */
    tellOfSent(page: Page, message: DirectMessage, fault: ReportFault | null): void {
      const person = message.recipientId;
      const echoAppId = message.writtenIn === 'ownInbox' ? null : appId;
      const lateMs = fault?.mode === 'lateEchoes' ? (fault.seconds ?? usualLateSeconds) * 1_000 : 0;
      const at = Date.parse(message.receivedAt);
      if (fault?.mode !== 'noEchoes')
        void tell(page, person, echoEvent({ page, person, at }, message, echoAppId), lateMs + stepMs);
      const delivery = deliveryEvent({ page, person, at: clock() }, message);
      if (delivery !== null && fault?.mode !== 'noDeliveries') void tell(page, person, delivery, 2 * stepMs);
    },
    close(): void {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
