import type { MailMessage } from './mail.ts';

const minuteMs = 60_000;

/**
 * A conversation to show an email with when there is no real one: a visitor asks, and an agent answers after they have
 * left.
 * @param now epoch milliseconds; the conversation has ended just before
 */
export function sampleMessages(now: number): readonly MailMessage[] {
  const at = (minutesAgo: number) => new Date(now - minutesAgo * minuteMs);
  const visitor = { kind: 'visitor', name: null } as const;
  const agent = { kind: 'agent', name: 'Ada' } as const;
  const context = { isNews: false, isAfterGap: false };
  const news = { isNews: true, isAfterGap: false };
  return [
    { author: visitor, text: 'Hello, where is my parcel?', at: at(14), ...context },
    { author: agent, text: 'Good afternoon! Let me look.', at: at(12), ...context },
    { author: visitor, text: 'Thanks.\nI have to leave soon.', at: at(11), ...context },
    { author: agent, text: 'It left our house this morning and comes tomorrow.', at: at(6), ...news },
    { author: agent, text: 'If you are not at home, the neighbours can take it.', at: at(5), ...news },
  ];
}
