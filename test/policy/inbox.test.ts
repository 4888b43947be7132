import { describe, expect, it } from '@jest/globals';
import {
  type InboxFacts,
  previewOf,
  type SaidMessage,
  withEdited,
  withoutDeleted,
  withReleased,
  withSaid,
} from '../../src/policy/inbox.ts';

type Conversation = InboxFacts & { readonly closedAt: number | null };
const nothing: Conversation = { lastSeq: 0, listedAt: 1, waitingSince: null, closedAt: null };

const says =
  (kind: 'visitor' | 'agent' | 'bot') =>
  (seq: number, given: Partial<SaidMessage> = {}): SaidMessage => ({
    seq,
    author: { kind, id: null, name: null },
    text: `${kind} ${seq}`,
    at: seq * 10,
    receivedAt: seq * 10,
    ...given,
  });
const [visitor, agent, bot] = [says('visitor'), says('agent'), says('bot')];
const note = (seq: number) => agent(seq, { kind: 'note' });

const after = (messages: readonly SaidMessage[], from = nothing) =>
  messages.reduce((conversation, message) => withSaid(conversation, message, false), from);
const shown = ({ lastMessage, listedAt, waitingSince }: Conversation) => ({
  preview: lastMessage?.preview ?? null,
  listedAt,
  waitingSince,
});

describe('what was said last', () => {
  it.each([
    ['waits since the first message that nobody answered', [visitor(1), visitor(2)], 'visitor 2', 10],
    ['does not wait after an agent’s answer', [visitor(1), agent(2)], 'agent 2', null],
    ['does not wait after a bot’s answer', [visitor(1), bot(2)], 'bot 2', null],
    ['waits again after the next message', [visitor(1), agent(2), visitor(3)], 'visitor 3', 30],
    ['still waits after a note', [visitor(1), note(2)], 'agent 2', 10],
    ['does not wait because of a note', [visitor(1), agent(2), note(3)], 'agent 3', null],
  ])('%s', (_, messages, preview, waitingSince) => {
    const last = messages.at(-1)?.receivedAt;
    expect(shown(after(messages))).toEqual({ preview, listedAt: last, waitingSince });
  });

  it('makes nobody wait if it is history, which has its place by when it was written', () => {
    const old = withSaid(nothing, visitor(1, { at: -500 }), true);
    expect(shown(old)).toEqual({ preview: 'visitor 1', listedAt: -500, waitingSince: null });
    const waiting = after([visitor(1)]);
    expect(shown(withSaid(waiting, agent(2, { at: -500 }), true))).toEqual({
      preview: 'agent 2',
      listedAt: 10,
      waitingSince: 10,
    });
  });

  it('waits since held messages were released', () => {
    const held = after([visitor(-2)]).lastMessage;
    const released = withReleased({ ...nothing, lastSeq: 2 }, { count: 2, newest: held ?? undefined }, 70);
    expect([shown(released), released.lastMessage?.seq]).toEqual([
      { preview: 'visitor -2', listedAt: 70, waitingSince: 70 },
      2,
    ]);
  });
});

describe('an edited message', () => {
  it('is shown as it is now, if it is the last one', () => {
    const both = after([visitor(1), agent(2)]);
    expect(withEdited(both, agent(2, { text: 'Better' })).lastMessage?.preview).toBe('Better');
    expect(withEdited(both, visitor(1, { text: 'Other' }))).toBe(both);
  });
});

describe('a deleted message', () => {
  it.each<readonly [string, readonly SaidMessage[], SaidMessage, string | null, number | null]>([
    ['leaves the one before it', [visitor(1), visitor(2)], visitor(2), 'visitor 1', 10],
    ['leaves nothing', [visitor(1)], visitor(1), null, null],
    ['of several with which somebody waits leaves the rest', [visitor(1), visitor(2)], visitor(1), 'visitor 2', 10],
    ['was the answer, so the visitor waits again', [visitor(1), agent(2)], agent(2), 'visitor 1', 10],
    ['was one of two answers', [visitor(1), agent(2), agent(3)], agent(3), 'agent 2', null],
    ['was the answer before another message', [visitor(1), agent(2), visitor(3)], agent(2), 'visitor 3', 10],
    ['was an old answer', [visitor(1), agent(2), visitor(3), agent(4), visitor(5)], agent(2), 'visitor 5', 50],
    ['was answered', [visitor(1), agent(2)], visitor(1), 'agent 2', null],
    ['was a note', [visitor(1), agent(2), note(3)], note(3), 'agent 2', null],
  ])('%s', (_, messages, deleted, preview, waitingSince) => {
    const left = messages.filter(({ seq }) => seq !== deleted.seq).reverse();
    const conversation = withoutDeleted(after(messages), deleted, left);
    expect(shown(conversation)).toEqual({ preview, listedAt: messages.at(-1)?.receivedAt, waitingSince });
  });

  it('makes nobody wait in a closed conversation', () => {
    const closed = { ...after([visitor(1), agent(2)]), closedAt: 25 };
    expect(withoutDeleted(closed, agent(2), [visitor(1)]).waitingSince).toBeNull();
  });
});

describe('a preview', () => {
  it.each([
    ['Hello,\r\n\r\n\tis  anybody\u2028there?', 'Hello, is anybody there?'],
    ['a'.repeat(121), `${'a'.repeat(120)}…`],
    [`${' '.repeat(3_000)}far away`, '…'],
    [`${'a'.repeat(119)} b`, `${'a'.repeat(119)}…`],
    ['👨‍👩‍👧‍👦'.repeat(40), '👨‍👩‍👧‍👦'.repeat(40)],
  ])('of %j', (text, preview) => {
    expect(previewOf({ text })).toBe(preview);
  });

  it('names the files of a message without text', () => {
    const attachments = [{ name: 'plan.pdf' }, { name: 'photo\n.png' }];
    expect(previewOf({ text: '', attachments })).toBe('plan.pdf, photo .png');
    expect(previewOf({ text: 'Here:', attachments })).toBe('Here:');
  });
});
