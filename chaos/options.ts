import { parseArgs } from 'node:util';
import type { MetaChannelKind } from '../src/contract/channels.ts';
import { channelKinds } from './pages.ts';

export const chaosHelp = `npm run chaos [-- options]: runs the whole service under load while its processes are killed

Starts its own stack, plays visitors and agents, kills (kill -9) the API, workers, MongoDB and Temporal, lets the
providers (the fake SendGrid and the fake Meta) fail in every way, waits until everything has settled, and counts from
outside what was lost, never arrived, doubled, out of order or wrongly sent.

  --minutes N        how long to go on killing (default 3)
  --seed N           decides who does what when, and what is killed when (default: from the clock)
  --conversations N  how many to play on the site (default 100 a minute), and a fifth as many on each of the channels
  --channels all|messenger|instagram|none
                     on which channels besides (default all)
  --reports on|off   whether the providers report on what they took: SendGrid's events, Meta's echoes (default on)
  --on-unknown resend|park
                     the account's choice for what has an unknown outcome (default resend)
  --keep             keep data and logs even if nothing was found
  --json             print the report as JSON
  --help             show this text

Exit code: 0 all counts are zero, 1 something was found, 2 it could not start, 130 stopped by Ctrl-C.`;

export interface ChaosOptions {
  readonly help: boolean;
  readonly seconds: number;
  readonly seed: number;
  /** On the site. */
  readonly conversations: number;
  readonly channels: readonly MetaChannelKind[];
  readonly reports: boolean;
  readonly onUnknown: 'resend' | 'park';
  readonly keep: boolean;
  readonly json: boolean;
}

const conversationsAMinute = 100;

/** Reads the options. Throws an Error with a one-line message for unknown ones. */
export function readChaosOptions(args: readonly string[], now: number): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '3' },
      seed: { type: 'string', default: String(now % 1_000_000) },
      conversations: { type: 'string' },
      channels: { type: 'string', default: 'all' },
      reports: { type: 'string', default: 'on' },
      'on-unknown': { type: 'string', default: 'resend' },
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.1 && minutes <= 600))
    throw new Error(`--minutes must be a number from 0.1 to 600, not '${values.minutes}'`);
  const conversations = Number(values.conversations ?? Math.ceil(minutes * conversationsAMinute));
  if (!(Number.isInteger(conversations) && conversations >= 1 && conversations <= 100_000))
    throw new Error(`--conversations must be a number from 1 to 100000, not '${values.conversations}'`);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed must be a whole number, not '${values.seed}'`);
  return {
    help: values.help,
    seconds: minutes * 60,
    seed,
    conversations,
    channels: channelsOf(oneOf('--channels', values.channels, ['all', ...channelKinds, 'none'])),
    reports: oneOf('--reports', values.reports, ['on', 'off']) === 'on',
    onUnknown: oneOf('--on-unknown', values['on-unknown'], ['resend', 'park']),
    keep: values.keep,
    json: values.json,
  };
}

function channelsOf(asked: MetaChannelKind | 'all' | 'none'): readonly MetaChannelKind[] {
  if (asked === 'none') return [];
  return asked === 'all' ? channelKinds : [asked];
}

function oneOf<Name extends string>(option: string, given: string, names: readonly Name[]): Name {
  const name = names.find((one) => one === given);
  if (name === undefined) throw new Error(`${option} must be ${names.join(' or ')}, not '${given}'`);
  return name;
}
