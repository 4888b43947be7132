import { takeEvent } from '../../src/activities/inbound/take-event.ts';
import { settleByEcho } from '../../src/store/deliveries/settle-by-echo.ts';
import { keepEvents } from '../../src/store/inbound/events.ts';
import type { InboundDoc } from '../../src/store/mongo/documents.ts';
import type { useDirectStage } from './direct-stage.ts';

type Stage = Pick<ReturnType<typeof useDirectStage>, 'api' | 'acme' | 'person' | 'ref'>;

/** What the platform tells later of the test's conversation. */
export const directNews = ({ api, acme, person, ref }: Stage) => ({
  echo: (given: { text?: string; metadata?: string | null; mid?: string }) =>
    settleByEcho(
      api.store,
      { ref: ref(), mid: 'm_echo', metadata: null, text: null, attachments: 0, at: api.now(), ...given },
      api.now(),
    ),

  happened: (kind: 'read' | 'reaction', what: Record<string, unknown>) => {
    const raw = JSON.stringify(what);
    const event = { channel: 'messenger', pageId: '1', visitorId: person.id, kind, at: api.now(), raw };
    const { store, clock, log, waker } = api;
    return takeEvent({ store, clock, log, waker }, { _id: 'event', ...ref(), event } as InboundDoc);
  },

  /** An echo that was posted and answered with 200, and that nobody has processed yet. */
  isStored: (channel: 'messenger' | 'instagram', pageId: string, message: Record<string, unknown>) => {
    const raw = JSON.stringify({ timestamp: api.now(), message: { is_echo: true, ...message } });
    const about = { channel, pageId, visitorId: person.id, accountId: acme.id } as const;
    return keepEvents(api.store, [{ ...about, kind: 'echo', at: api.now(), raw }], api.now());
  },
});
