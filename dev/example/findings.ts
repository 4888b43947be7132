import { setTimeout as sleep } from 'node:timers/promises';
import type { Conversation } from '../../src/contract/conversations.ts';
import type { Message } from '../../src/contract/messages.ts';
import type { Finding, Happening } from './happenings.ts';
import { mailsTo } from './mailbox.ts';
import { outcomeInWords } from './outcome-in-words.ts';
import type { Acting, Said } from './perform.ts';

/** What the API answered during a row, in the words of the table. */
export interface Found {
  readonly at: number;
  readonly expected: string;
  readonly got: string;
}

/** Asks until the answer is as expected, or it is too late. Never rejects: an error becomes the answer. */
export async function findingAt(
  { at, finding, expected }: Extract<Happening, { kind: 'finds' }>,
  acting: Acting,
): Promise<Found> {
  const giveUpAt = Date.now() + acting.lateSeconds * 1000;
  for (;;) {
    const got = await answerTo(finding, acting).catch((error: unknown) => String(error));
    if (got === expected || Date.now() > giveUpAt || acting.stop.aborted) return { at, expected, got };
    await sleep(250);
  }
}

/** In the words of the table. */
export async function answerTo(finding: Finding, { scene, stage, said }: Acting): Promise<string> {
  const chat = await scene.chat();
  switch (finding.of) {
    case 'outcome': {
      const id = said.find(({ label }) => label === finding.label)?.id;
      const message = (await chat.messages()).find((one) => one.id === id);
      return `${finding.label} ${message === undefined ? 'is not there' : outcomeInWords(message.outcome)}`;
    }
    case 'address':
      return `address ${addressInWords((await chat.get()).visitor, stage.address)}`;
    case 'agentsView':
      return `agents see ${labelsOf(await chat.messages(), said)}`;
    case 'visitorsView':
      return `visitor sees ${labelsOf(await scene.visitor.sees(), said)}`;
    case 'conversation':
      return `conversation ${(await chat.get()).state}`;
    case 'otherMails': {
      const own = new Set((await stage.frontend.deliveries(`?conversation=${chat.id}`)).map(({ id }) => id));
      const mails = await mailsTo(stage.mailbox, stage.address);
      return `${mails.filter(({ customArgs }) => !own.has(customArgs.delivery ?? '')).length} other emails`;
    }
    default:
      return finding satisfies never;
  }
}

function addressInWords(visitor: Conversation['visitor'], address: string): string {
  const { email, emailSource, emailVerified, suggestedEmail } = visitor;
  const known = email === null ? 'unknown' : email === address ? `by ${emailSource}` : 'of someone else';
  return `${known}${emailVerified ? ', verified' : ''}${suggestedEmail === null ? '' : ', one suggested'}`;
}

function labelsOf(messages: readonly Message[], said: readonly Said[]): string {
  const labels = messages.map(({ id, state }) => {
    const label = said.find((one) => one.id === id)?.label ?? id;
    return state === 'held' ? `${label} (held)` : label;
  });
  return labels.join(' ') || 'nothing';
}
