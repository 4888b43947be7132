import { describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../packages/client/src/index.ts';
import { append, type Placed, place, without } from '../../web/inbox/conversations/placing.ts';
import { filters, searchOfView, viewOf } from '../../web/inbox/conversations/views.ts';
import { rowsInSight, scrollToRow } from '../../web/inbox/conversations/window.ts';
import { found } from '../../web/inbox/shell/found.ts';

const row = (id: string, key: string): Placed => ({ id, key });
const ids = (rows: readonly Placed[]) => rows.map(({ id }) => id).join(' ');

describe('a list that changes while it is shown', () => {
  const rows = [row('c', '30'), row('b', '20'), row('a', '10')];
  const list = { rows, isDescending: true, isComplete: true };

  it('moves a conversation to where it now belongs', () => {
    expect(ids(place(list, row('a', '40')))).toBe('a c b');
    expect(ids(place(list, row('c', '15')))).toBe('b c a');
    expect(ids(place({ ...list, rows: rows.toReversed(), isDescending: false }, row('d', '15')))).toBe('a d b c');
  });

  it('stays as it is, also for those who look at it, if nothing moves', () => {
    expect(place(list, row('b', '20'))).toBe(rows);
    expect(without(rows, 'x')).toBe(rows);
  });

  it('orders those of the same time by their ids', () => {
    expect(ids(place(list, row('bb', '20')))).toBe('c bb b a');
  });

  it('leaves out what belongs on a page that is not loaded yet', () => {
    expect(ids(place({ ...list, isComplete: false }, row('x', '05')))).toBe('c b a');
    expect(ids(place(list, row('x', '05')))).toBe('c b a x');
  });

  it('takes the next page without showing twice what has come by itself', () => {
    expect(ids(append(rows, [row('a', '10'), row('z', '05')]))).toBe('c b a z');
  });
});

describe('the rows in sight', () => {
  it('are few of many', () => {
    const { first, end } = rowsInSight(10_000, 72, { top: 360_000, height: 720 });
    expect(first).toBeLessThanOrEqual(5_000);
    expect(end).toBeGreaterThanOrEqual(5_010);
    expect(end - first).toBeLessThan(40);
  });

  it('are within the list, wherever it is scrolled to', () => {
    expect(rowsInSight(3, 72, { top: 0, height: 720 })).toEqual({ first: 0, end: 3 });
    expect(rowsInSight(0, 72, { top: 500, height: 720 })).toEqual({ first: 0, end: 0 });
    expect(rowsInSight(3, 72, { top: 9_999, height: 720 })).toEqual({ first: 3, end: 3 });
  });

  it('are scrolled to only as far as needed', () => {
    const scrolled = { top: 720, height: 720 };
    expect([12, 2, 30].map((index) => scrollToRow(index, 72, scrolled))).toEqual([null, 144, 31 * 72 - 720]);
  });
});

it('finds commands by the beginnings of words first, whatever their marks', () => {
  const commands = ['Fermer la conversation', 'Aller à : Réglages', 'Désigner'].map((label) => ({ label }));
  const labels = (query: string) => found(commands, query).map(({ label }) => label);
  expect(labels('regl')).toEqual(['Aller à : Réglages']);
  expect(labels('r')).toEqual(['Aller à : Réglages', 'Fermer la conversation', 'Désigner']);
  expect(labels('la con')).toEqual(['Fermer la conversation']);
  expect(labels('none')).toEqual([]);
});

describe('the lists to choose from', () => {
  const at = '2026-03-02T10:00:00.000Z';
  const conversation = (more: Partial<Conversation>) =>
    ({
      state: 'open',
      waitingSince: null,
      assignee: null,
      unread: 0,
      forwarding: { state: 'idle' },
      ...more,
    }) as Conversation;
  const listsOf = (more: Partial<Conversation>) =>
    Object.entries(filters)
      .filter(([, { matches }]) => matches(conversation(more), 'ada'))
      .map(([name]) => name)
      .join(' ');

  it('have what their queries ask for, also when a conversation changes while they are shown', () => {
    expect(listsOf({})).toBe('open unassigned all');
    expect(listsOf({ assignee: 'ada', waitingSince: at, unread: 2 })).toBe('open unanswered unread mine all');
    expect(listsOf({ assignee: 'grace' })).toBe('open all');
    expect(listsOf({ state: 'closed', assignee: 'ada' })).toBe('closed all');
    expect(listsOf({ forwarding: { state: 'parked' } as Conversation['forwarding'] })).toBe(
      'open unassigned emailProblems all',
    );
  });

  it('are said in the address, and are the usual one if it says nothing that there is', () => {
    const view = { filter: 'unread', sort: 'waiting', search: 'vera@example.com' } as const;
    expect(viewOf(Object.fromEntries(new URLSearchParams(searchOfView(view))))).toEqual(view);
    expect(searchOfView(viewOf({}))).toBe('');
    expect(viewOf({ show: 'constructor', sort: 'none' })).toEqual({ filter: 'open', sort: 'lastMessage', search: '' });
  });
});
