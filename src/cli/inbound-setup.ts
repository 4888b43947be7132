import { type Config, ConfigError } from '../config.ts';
import type { SetupPlan } from '../doctor/inbound-setup.ts';
import { isAgreed } from './agreement.ts';
import { type Command, CommandError, typed, UsageError } from './command.ts';
import { whereEmbeddedIs } from './embedded.ts';
import { readServiceEnvironment } from './service-environment.ts';

export const inboundSetup: Command = {
  name: 'inbound setup',
  takes: '[--account ID] [--yes]',
  does: [
    'Sets up SendGrid to pass on emails for the reply domains to the API. It',
    'says which parse settings and security policy it will create or change,',
    'asks (unless --yes), and then prints the public key and the MX records',
    'that you still have to set. It needs the environment of the API and a',
    'SENDGRID_API_KEY that may change Inbound Parse settings.',
  ],
  async run(args) {
    const { values } = typed(args, { account: { type: 'string' }, yes: { type: 'boolean' } });
    const config = readEnvironment();
    const { planFor, perform } = await import('../doctor/inbound-setup-run.ts');
    const found = await planFor(config, values.account ?? null);
    if (found.kind === 'refused') throw new CommandError(found.why);
    const { plan, domains } = found;
    const lines = linesOf(plan);
    if (lines.length === 0) {
      console.log(`Everything is set up for ${domains.join(', ')}.`);
      return 0;
    }
    console.log(['At SendGrid this will', ...lines.map((line) => `  - ${line}`)].join('\n'));
    if (!(values.yes ?? false) && !(await isAgreed())) {
      console.log('Nothing was changed.');
      return 1;
    }
    const { publicKey } = await perform(config, plan);
    console.log(['Done.', '', ...whatIsLeft(plan, domains, publicKey)].join('\n'));
    return 0;
  },
};

/** What is done now; the settings wait while the API does not know the key yet. */
function linesOf({ policy, steps, keyComesFirst }: SetupPlan): readonly string[] {
  const creation =
    policy.kind === 'new' ? ['create the security policy "afterchat", by which SendGrid signs what it posts'] : [];
  if (!keyComesFirst) return [...creation, ...steps.map(({ says }) => says)];
  return policy.kind === 'new' ? creation : ['change nothing yet, because the API does not know the public key'];
}

function whatIsLeft({ keyComesFirst }: SetupPlan, domains: readonly string[], publicKey: string): readonly string[] {
  if (keyComesFirst)
    return [
      'Add this public key to INBOUND_PARSE_PUBLIC_KEYS, after a comma, restart the API, and run this again,',
      'because posts that are signed with a key that the API does not know become dead letters:',
      '',
      `  ${publicKey}`,
    ];
  return [
    'Put this into the environment of the API and restart it:',
    '',
    `  INBOUND_PARSE_PUBLIC_KEYS=${publicKey}`,
    '',
    'Each reply domain needs one MX record, and no other:',
    '',
    ...domains.map((domain) => `  ${domain}  MX  10 mx.sendgrid.net`),
    '',
    'afterchat doctor checks all of this.',
  ];
}

function readEnvironment(): Config {
  try {
    return readServiceEnvironment();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(`${error.problems.join('; ')}; set the variables of the API, or ${whereEmbeddedIs}`);
  }
}
