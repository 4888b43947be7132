import { describe, expect, it } from '@jest/globals';
import { outgoing, said } from '../../web/gallery/still-chat.ts';
import { type Row, rowsOf } from '../../web/widget/app/panel/rows.ts';

const told = (row: Row) =>
  row.kind === 'message' ? `${row.isFirst ? '┌' : '│'}${row.key}${row.isLast ? '┘' : ''}` : row.kind;

describe('the rows of the transcript', () => {
  it('group what one person wrote within a few minutes', () => {
    const messages = [
      said(1, 'visitor', 30, {}),
      said(2, 'visitor', 29, {}),
      said(3, 'visitor', 20, {}),
      said(4, 'Ada', 20, {}),
      said(5, 'Bob', 20, {}),
    ];
    expect(rowsOf(messages, null).map(told)).toEqual(['day', '┌m1', '│m2┘', '┌m3┘', '┌m4┘', '┌m5┘']);
  });

  it('begin each day, and what is new, with a line', () => {
    const messages = [said(1, 'Ada', 3_000, {}), said(2, 'Ada', 2, {}), said(3, 'Ada', 1, {})];
    expect(rowsOf(messages, 'm3').map(told)).toEqual(['day', '┌m1┘', 'day', '┌m2┘', 'new', '┌m3┘']);
  });

  it('end with what is on its way', () => {
    const messages = [said(1, 'visitor', 0, {}), outgoing('pending', {})];
    expect(rowsOf(messages, null).map(told)).toEqual(['day', '┌m1', '│pending┘']);
  });
});
