/** One event of text/event-stream. */
export interface RawEvent {
  readonly kind: 'event';
  readonly type: string;
  readonly data: string;
  /** The last id that was sent, with this event or an earlier one; empty if there was none. */
  readonly id: string;
}

/** What else a stream sends: how long to wait before reconnecting, an id without an event, or only a sign of life. */
export type StreamPart =
  | RawEvent
  | { readonly kind: 'retry'; readonly ms: number }
  | { readonly kind: 'id'; readonly id: string };

/** Reads text/event-stream (the HTML standard, 9.2.6) from pieces of text that may be cut anywhere. */
export function eventStreamReader(lastEventId = ''): (text: string) => StreamPart[] {
  let rest = '';
  let id = lastEventId;
  let type = '';
  let data: string[] = [];
  let isFirst = true;

  function line(text: string): StreamPart[] {
    if (text === '') return dispatch();
    const colon = text.indexOf(':');
    if (colon === 0) return [];
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') type = value;
    if (field === 'data') data.push(value);
    if (field === 'id' && !value.includes('\0')) id = value;
    if (field === 'retry' && /^\d+$/.test(value)) return [{ kind: 'retry', ms: Number(value) }];
    return [];
  }

  function dispatch(): StreamPart[] {
    const part: StreamPart =
      data.length === 0 ? { kind: 'id', id } : { kind: 'event', type: type || 'message', data: data.join('\n'), id };
    type = '';
    data = [];
    return [part];
  }

  return (text) => {
    rest += isFirst && text !== '' ? text.replace(/^\uFEFF/, '') : text;
    if (text !== '') isFirst = false;
    // A lone CR at the end may be the first half of CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() as string;
    return lines.flatMap(line);
  };
}
