import type { VNode } from 'preact';
import type { ShownMessage } from '../chat.ts';
import type { Around, InAround } from './around.ts';
import { Message } from './message.tsx';
import { type MessageRow, type Row, rowsOf } from './rows.ts';

/** What was drawn of messages, because it is the same again at each letter that the visitor types. */
const drawn = new WeakMap<ShownMessage, { readonly as: string; readonly element: VNode }>();

function message(around: Around, row: MessageRow): VNode {
  const { key, shown, isFirst, isLast } = row;
  const as = `${around.language.tag} ${isFirst} ${isLast}`;
  const before = drawn.get(shown);
  if (before?.as === as) return before.element;
  const element = <Message key={key} around={around} row={row} />;
  drawn.set(shown, { as, element });
  return element;
}

/** What has been written, with the days between. */
export function Rows({ around }: InAround) {
  const { chat, language, following } = around;
  const { say } = language;
  const shown = (row: Row) => {
    switch (row.kind) {
      case 'day':
        return (
          <p key={row.key} class="day">
            {language.day(row.time, Date.now())}
          </p>
        );
      case 'new':
        return (
          <p key={row.key} class="day new">
            {say('new')}
          </p>
        );
      case 'message':
        return message(around, row);
      default:
        return row satisfies never;
    }
  };
  return <>{rowsOf(chat.messages.value, following.newFrom).map(shown)}</>;
}
