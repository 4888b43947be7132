import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../src/contract/messages.ts';
import type { Happening } from './happenings.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** A row that was played: what was said, by label, and when it began. */
export interface Played {
  readonly startedAt: number;
  readonly said: readonly Said[];
  /** By how much this machine told something later than the row says, at worst. */
  readonly behindSeconds: number;
}

export interface Said {
  readonly label: string;
  readonly id: string;
  readonly seq: number;
}

const words = {
  A: 'the parcel ships tomorrow.',
  B: 'an agent will be with you soon.',
  V: 'when does the parcel ship?',
} as const;

/** Plays a row as a chat frontend would and waits until its last minute. */
export async function play(row: Row, stage: Stage, stop: AbortSignal): Promise<Played> {
  const { frontend, chat, address } = stage;
  for (const [agent, status] of Object.entries(row.start.agents ?? {})) {
    await frontend.addAgent(agent, agent === 'ada' ? 'Ada' : 'Grace');
    await frontend.setStatus(agent, status);
  }
  const said: Said[] = [];
  const startedAt = Date.now();
  const moment = (minute: number) => startedAt + minute * row.secondsPerMinute * 1000;
  await chat.begin(row.start.addressKnown === false ? {} : { email: address });
  let behind = 0;
  for (const happening of [...row.happens].sort((a, b) => a.at - b.at)) {
    await until(moment(happening.at), stop);
    await perform(happening, stage, said);
    behind = Math.max(behind, Date.now() - moment(happening.at));
  }
  await until(moment(row.until), stop);
  return { startedAt, said, behindSeconds: behind / 1000 };
}

async function perform(happening: Happening, { frontend, chat, address }: Stage, said: Said[]): Promise<void> {
  const say = async (kind: keyof typeof words, post: (text: string) => Promise<Message>) => {
    const label = `${kind}${said.filter((earlier) => earlier.label.startsWith(kind)).length + 1}`;
    const { id, seq } = await post(`${label}: ${words[kind]}`);
    if (seq === null) throw new Error(`${label} was held`);
    said.push({ label, id, seq });
  };
  switch (happening.kind) {
    case 'agentSays':
      return say('A', chat.agentSays);
    case 'botSays':
      return say('B', chat.botSays);
    case 'visitorSays':
      return say('V', chat.visitorSays);
    case 'leaves':
      return void (await chat.presence('left'));
    case 'isActive':
      return void (await chat.presence('active'));
    case 'beats':
      return void (await chat.presence('here'));
    case 'reads':
      return void (await chat.readUpTo(Math.max(0, ...said.map(({ seq }) => seq))));
    case 'closes':
      return void (await chat.close());
    case 'addressEntered':
      return void (await chat.identify(address, 'agent'));
    case 'deletes':
      return void (await chat.remove(said.find(({ label }) => label === happening.label)?.id ?? ''));
    case 'agentBecomes':
      return void (await frontend.setStatus(happening.agent, happening.status));
    case 'accountChooses':
      return void (await frontend.changeSettings({ emailForwarding: happening.choice }));
    default:
      return happening satisfies never;
  }
}

async function until(moment: number, stop: AbortSignal): Promise<void> {
  await sleep(Math.max(0, moment - Date.now()), undefined, { signal: stop });
}
