import { afterAll, beforeAll, expect } from '@jest/globals';
import { type ChatFrontend, chatFrontend } from '../../dev/chat.ts';
import { afterchatHere } from '../cli/afterchat.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { openDocument } from './blocks.ts';
import { filledIn, type Reader, startReader } from './reader.ts';
import { startStack } from './stack.ts';

/** What the reader is left with by each step. */
interface Noted {
  reader: Reader;
  account: { readonly id: string; readonly key: string };
}

export type Place = ReturnType<typeof usePlace>;

/** A stack, a reader with a shell, and what they read. */
export function usePlace() {
  const stack = forThisFile(startStack);
  const noted = {} as Noted;
  beforeAll(async () => {
    noted.reader = await startReader(stack.environment);
  });
  afterAll(() => noted.reader?.stop());

  /** A request to the API as documents write it: `PATCH /v1/settings {"delivery": {"paused": true}}`. */
  const asks = async (code: string): Promise<unknown> => {
    const [, method = '', path = '', body = ''] = /^([A-Z]+) (\S+) ?(.*)$/.exec(code) ?? [];
    const headers = { authorization: `Bearer ${noted.account.key}`, 'content-type': 'application/json' };
    const answer = await fetch(stack.api + path, { method, headers, ...(body === '' ? {} : { body }) });
    expect([code, answer.status, answer.ok]).toEqual([code, answer.status, true]);
    return answer.json();
  };

  return {
    documents: {
      readme: openDocument('README.md'),
      deploy: openDocument('docs/deploy.md'),
      operations: openDocument('docs/operations.md'),
    },
    stack,
    noted,
    asks,
    chat: (): ChatFrontend => chatFrontend((path, init) => fetch(stack.api + path, init), noted.account.key),
    /** `afterchat …` as documents write it, with the key that the reader has exported. Returns what it prints. */
    afterchat: async (code: string, words: Readonly<Record<string, string>> = {}): Promise<string> => {
      const args = (filledIn(code, words).match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
      const { AFTERCHAT_URL, AFTERCHAT_KEY } = noted.reader.environment();
      const { code: exitCode, out, err } = await afterchatHere(args.slice(1), { AFTERCHAT_URL, AFTERCHAT_KEY });
      expect([code, exitCode, err]).toEqual([code, 0, '']);
      return out;
    },
  };
}

/** The value that a command printed behind a name. */
export function printedAs(name: string, printed: string): string {
  const [, value] = new RegExp(`^${name} +(\\S+)$`, 'm').exec(printed) ?? [];
  if (value === undefined) throw new Error(`no ${name} was printed:\n${printed}`);
  return value;
}
