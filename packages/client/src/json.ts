import type { Call, Send } from './send.ts';

export type Answer = <Body>(method: string, path: string, call?: Call) => Promise<Body>;

/** Reads the answer as JSON; null if it has no body. */
export function answering(send: Send): Answer {
  return <Body>(method: string, path: string, call: Call = {}) =>
    send(method, path, call, async (response) => {
      const text = await response.text();
      return (text === '' ? null : JSON.parse(text)) as Body;
    });
}

/** Escapes a part of a path: valid ids need no escaping, but an invalid one must not lead elsewhere. */
export const part = (id: string) => encodeURIComponent(id);
