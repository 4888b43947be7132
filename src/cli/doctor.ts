import { type Config, ConfigError } from '../config.ts';
import { EmailAddress } from '../contract/primitives.ts';
import { type Finding, failed } from '../doctor/check.ts';
import type { DoctorOptions } from '../doctor/doctor.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { whereEmbeddedIs } from './embedded.ts';
import { readServiceEnvironment } from './service-environment.ts';

const text = { type: 'string' } as const;

export const doctor: Command = {
  name: 'doctor',
  takes: '[--mail ADDRESS] [--wait 60] [--account ID] [--json]',
  does: [
    'Checks MongoDB, Temporal, SendGrid, the clocks and the DNS of the reply',
    'domains, and says what to do about each problem. --mail sends a test',
    'email to ADDRESS and waits --wait seconds for its report. Without',
    '--account, senders and reply domains of all accounts are checked. Needs',
    'the same environment variables as the API and the worker. Exit code 1',
    'if a check fails.',
  ],
  async run(args) {
    const { values } = typed(args, { mail: text, wait: text, account: text, ...asJson });
    const { mail = null, wait = '60', account = null, json = false } = values;
    const address = mail === null ? null : EmailAddress.safeParse(mail).data;
    if (address === undefined) throw new UsageError('--mail must be an email address');
    if (!/^[1-9]\d{0,3}$/.test(wait)) throw new UsageError('--wait must be a whole number of seconds from 1 to 9999');
    const options = { accountId: account, mailTo: address, waitMs: Number(wait) * 1_000, clock: Date.now };
    const config = readEnvironment();
    const findings = Array.isArray(config) ? config : await examined(config as Config, options);
    const isWell = findings.every(({ state }) => state !== 'failed');
    if (json) console.log(JSON.stringify({ ok: isWell, checks: findings }));
    else for (const line of findings.flatMap(linesOf)) console.log(line);
    return isWell ? 0 : 1;
  },
};

/** Only this command needs the clients of Temporal and MongoDB, which take longer to load than most commands to run. */
async function examined(config: Config, options: DoctorOptions): Promise<readonly Finding[]> {
  const { examine } = await import('../doctor/doctor.ts');
  return examine(config, options);
}

function readEnvironment(): Config | readonly Finding[] {
  try {
    return readServiceEnvironment();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const todo = `set the variables that the API and the worker run with (README.md lists them), or ${whereEmbeddedIs}`;
    return [failed('environment', error.problems.join('; '), todo)];
  }
}

const stateWidth = 'skipped  '.length;

function linesOf({ check, state, says, todo }: Finding): string[] {
  const line = `${state.padEnd(stateWidth)}${check}: ${says}`;
  return todo === null ? [line] : [line, `${' '.repeat(stateWidth)}→ ${todo}`];
}
