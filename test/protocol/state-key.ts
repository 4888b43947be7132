import { createHash } from 'node:crypto';
import type { Memory } from './memory.ts';
import type { World } from './world.ts';

/**
 * The same for worlds that cannot differ from here on: random ids are replaced by the order of their first appearance.
 */
export function keyOf(world: World, { committed }: Memory): string {
  const { conversations, messages, deliveries } = committed;
  const state = [
    ...[committed.accounts, conversations, messages, deliveries, committed.addressLimits].map((docs) =>
      textOf([...(docs?.values() ?? [])]),
    ),
    ...world.scheduler.gates
      .map(({ actor, label }) => [actor.name, label, actor.isStale(), actor.busySince, actor.known] as const)
      .sort()
      .map(([name, label, isStale, since, known]) => JSON.stringify([name, label, isStale, since]) + textOf(known)),
    JSON.stringify([world.now, world.crashesLeft, world.stallsLeft, world.temporal.state()]),
    JSON.stringify([world.mails, world.ends, world.asked]),
  ].join('\n');
  const names = new Map<string, number>();
  const named = state.replace(randomIds, (id) => {
    if (!names.has(id)) names.set(id, names.size);
    return `id-${names.get(id)}`;
  });
  return createHash('sha1').update(named).digest('base64');
}

/** Also in what is told of a delivery in words. */
const randomIds = /(?:[":]|Delivery )[a-z2-7]{26}[" ,]/g;

/** What has been made of documents, which never change: a write makes a new one (memory.ts). */
const texts = new WeakMap<object, string>();
const numbers = new Map<string, string>();

/** As JSON, but with a number for each document without random ids, since the account with its settings is long. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf)}]`;
  if (typeof value !== 'object' || value === null || !('_id' in value)) return JSON.stringify(value) ?? 'null';
  const known = texts.get(value);
  if (known !== undefined) return known;
  const json = JSON.stringify(value);
  if (json.search(randomIds) === -1 && !numbers.has(json)) numbers.set(json, `#${numbers.size}`);
  const text = numbers.get(json) ?? json;
  texts.set(value, text);
  return text;
}
