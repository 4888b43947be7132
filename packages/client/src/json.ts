import type { Call, Send } from './send.ts';

export type Answer = <Body>(method: string, path: string, call?: Call) => Promise<Body>;

/** Reads the answer as JSON; null where it has no body. */
export function answering(send: Send): Answer {
  return <Body>(method: string, path: string, call: Call = {}) =>
    send(method, path, call, async (response) => {
      const text = await response.text();
      return (text === '' ? null : JSON.parse(text)) as Body;
    });
}

/** A part of a path: ids have characters that a path may have, but a wrong one must not lead elsewhere. */
export const part = (id: string) => encodeURIComponent(id);
