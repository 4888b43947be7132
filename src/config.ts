import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import './contract/sentences.ts';
import { isLoopback } from './contract/loopback.ts';
import { readWebhookKeys } from './mail/webhook-signature.ts';

const seconds = (fallback: number) => z.coerce.number().min(0.1).max(3_600).default(fallback);

const WebhookKeys = z
  .string()
  .default('')
  .transform((text, context) => {
    const keys = readWebhookKeys(text);
    if (keys !== null) return keys;
    context.addIssue('must be public keys as SendGrid shows them (base64, P-256), separated by commas');
    return z.NEVER;
  });

/** 32 bytes in base64, as `openssl rand -base64 32` writes them. */
const SealingKey = z.string().transform((text, context) => {
  const key = Buffer.from(text, 'base64');
  if (/^[A-Za-z0-9+/]{43}=$/.test(text) && key.length === 32) return key;
  context.addIssue('must be 32 bytes in base64, as `openssl rand -base64 32` writes them');
  return z.NEVER;
});

const GraphUrl = (fallback: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .transform(withoutTrailingSlashes)
    .default(fallback);

const Words = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  );

const Environment = z
  .object({
    /** MongoDB, a replica set: `mongodb://host:27017/?replicaSet=rs0`. */
    MONGODB_URI: z.string().startsWith('mongodb', 'must be an address such as mongodb://host:27017/?replicaSet=rs0'),
    MONGODB_DATABASE: z.string().min(1).default('afterchat'),
    /** Temporal's frontend: `host:7233`. */
    TEMPORAL_ADDRESS: z
      .string()
      .min(1)
      .refine(
        (address) => !address.includes('/') && URL.canParse(`grpc://${address}`),
        'must be a host and a port such as temporal:7233, without http://',
      ),
    TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
    /** `true` if Temporal is reached by TLS, as its cloud service is. */
    TEMPORAL_TLS: z.stringbool().default(false),
    /** For Temporal's cloud service; implies TLS. */
    TEMPORAL_API_KEY: z.string().min(1).optional(),
    SENDGRID_API_KEY: z.string().min(1),
    /**
     * The public keys of SendGrid's signed reports, base64 as SendGrid shows them; two, separated by a comma, during a
     * change.
     */
    SENDGRID_WEBHOOK_PUBLIC_KEYS: WebhookKeys,
    /**
     * The last part of the address that SendGrid posts incoming emails to, at least 16 characters; two, separated by a
     * comma, during a change. Without one, all incoming emails are refused.
     */
    INBOUND_PARSE_SECRET: z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      )
      .refine(
        (secrets) => secrets.length <= 5 && secrets.every((secret) => /^[A-Za-z0-9_-]{16,200}$/.test(secret)),
        'must have at least 16 letters, digits, - or _, because it becomes part of a URL; at most 5, separated by commas',
      ),
    /** The public keys of signed incoming emails, as in SENDGRID_WEBHOOK_PUBLIC_KEYS; without one, none is checked. */
    INBOUND_PARSE_PUBLIC_KEYS: WebhookKeys,
    SENDGRID_BASE_URL: z.url().default('https://api.sendgrid.com'),
    /** How long one call to the provider may take; must be shorter than DELIVER_TIMEOUT_SECONDS (design section 4). */
    SENDGRID_TIMEOUT_SECONDS: seconds(20),
    DELIVER_TIMEOUT_SECONDS: seconds(40),
    /** While SendGrid refuses the key, sending is paused and the key is probed this often, without sending an email. */
    SENDGRID_PROBE_SECONDS: seconds(60),
    /** The sending rate over all workers, which is the provider's limit. */
    MAX_MAILS_PER_SECOND: z.coerce.number().positive().default(200),
    /** How many conversations' workflows a worker keeps in memory; others are replayed when they wake. */
    WORKER_CACHED_CONVERSATIONS: z.coerce.number().int().min(2).max(100_000).default(500),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3_000),
    /**
     * The public address of this API, such as `https://chat.acme.example`: the base of the links in emails. Without it,
     * emails have no unsubscribe link.
     */
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .transform(withoutTrailingSlashes)
      .optional(),
    /**
     * `true` behind your own proxy: the client is then the last address in X-Forwarded-For, which rate limits count by.
     */
    TRUST_PROXY: z.stringbool().default(false),
    /**
     * The account whose agents anyone may sign in to the inbox as, with one click: `npm start` sets it for its demo.
     * Refused where anyone but this machine could reach it.
     */
    DEMO_SIGN_IN: z.string().min(1).optional(),
    /** The provider of OpenID Connect with which agents sign in to the inbox; it needs PUBLIC_URL (docs/deploy.md). */
    OIDC_ISSUER: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .refine(
        (url) => url.startsWith('https:') || (URL.canParse(url) && isLoopback(new URL(url).hostname)),
        'must be an https URL',
      )
      .optional(),
    OIDC_CLIENT_ID: z.string().min(1).optional(),
    /** Without one, the client is a public one. */
    OIDC_CLIENT_SECRET: z.string().min(1).optional(),
    /** As the button on the sign-in page has it; by default the issuer's host. */
    OIDC_PROVIDER_NAME: z.string().min(1).max(100).optional(),
    OIDC_SCOPES: z.string().min(1).default('openid profile email'),
    /** The account of all who sign in, or the claim that says which account it is. */
    OIDC_ACCOUNT: z.string().min(1).optional(),
    OIDC_ACCOUNT_CLAIM: z.string().min(1).optional(),
    OIDC_ID_CLAIM: z.string().min(1).default('sub'),
    OIDC_NAME_CLAIM: z.string().min(1).default('name'),
    OIDC_EMAIL_CLAIM: z.string().min(1).default('email'),
    /** A claim with one role or group, or a list of them; without it, roles are given in afterchat alone. */
    OIDC_ROLE_CLAIM: z.string().min(1).optional(),
    /** The values that make an admin, and those that make an agent, separated by commas. */
    OIDC_ADMIN_ROLES: Words,
    /** If empty, all others are agents; otherwise they do not get in. */
    OIDC_AGENT_ROLES: Words,
    /** Seals the tokens of connections to Messenger and Instagram; without it, no page can be connected. */
    CHANNEL_TOKENS_KEY: SealingKey.optional(),
    /** During a change of CHANNEL_TOKENS_KEY: the one before, which only opens what it sealed. */
    CHANNEL_TOKENS_OLD_KEY: SealingKey.optional(),
    /** The secrets of the apps at Meta, which sign what is posted to /webhooks/meta; separated by commas. */
    META_APP_SECRET: Words,
    /** What Meta shows when it verifies the address of the webhook: a word of yours, to be entered there too. */
    META_VERIFY_TOKEN: z.string().min(8, 'must have at least 8 characters').optional(),
    META_GRAPH_URL: GraphUrl('https://graph.facebook.com'),
    META_INSTAGRAM_GRAPH_URL: GraphUrl('https://graph.instagram.com'),
    /** How long one request to the Graph API may take. */
    META_TIMEOUT_SECONDS: seconds(10),
    /** `true` lets webhooks lead to this machine, and without TLS: for development only. */
    WEBHOOKS_ALLOW_LOOPBACK: z.stringbool().default(false),
    /** The port for Prometheus's `/metrics`; none if unset. */
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    METRICS_HOST: z.string().default('127.0.0.1'),
    /** Where traces are sent by OTLP over HTTP, such as `http://collector:4318`; none if unset. */
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine(
    ({ DEMO_SIGN_IN, HOST, PUBLIC_URL, TRUST_PROXY }) => {
      const isOwnMachine =
        isLoopback(HOST) && !TRUST_PROXY && (!PUBLIC_URL || isLoopback(new URL(PUBLIC_URL).hostname));
      return DEMO_SIGN_IN === undefined || isOwnMachine;
    },
    {
      path: ['DEMO_SIGN_IN'],
      error:
        'lets anyone in who reaches the API: it needs a HOST and a PUBLIC_URL of this machine (127.0.0.1), and no TRUST_PROXY',
    },
  )
  .refine((env) => !env.OIDC_ISSUER || (env.OIDC_CLIENT_ID && env.PUBLIC_URL), {
    path: ['OIDC_ISSUER'],
    error: 'needs OIDC_CLIENT_ID and PUBLIC_URL, to which the provider leads back',
  })
  .refine((env) => !env.OIDC_ISSUER || !env.OIDC_ACCOUNT !== !env.OIDC_ACCOUNT_CLAIM, {
    path: ['OIDC_ISSUER'],
    error: 'needs OIDC_ACCOUNT, the account of all who sign in, or OIDC_ACCOUNT_CLAIM, but not both',
  })
  .refine((env) => !env.OIDC_ROLE_CLAIM || env.OIDC_ADMIN_ROLES.length > 0, {
    path: ['OIDC_ROLE_CLAIM'],
    error: 'needs OIDC_ADMIN_ROLES, the values that make an admin',
  })
  .refine((env) => !env.CHANNEL_TOKENS_OLD_KEY || env.CHANNEL_TOKENS_KEY, {
    path: ['CHANNEL_TOKENS_OLD_KEY'],
    error: 'needs CHANNEL_TOKENS_KEY, the key that replaces it',
  })
  .refine((env) => env.SENDGRID_TIMEOUT_SECONDS < env.DELIVER_TIMEOUT_SECONDS, {
    path: ['SENDGRID_TIMEOUT_SECONDS'],
    error: 'must be less than DELIVER_TIMEOUT_SECONDS',
  });

/** Everything that the environment configures, read once at start. */
export type Config = Readonly<z.infer<typeof Environment>>;

/** What seals the tokens of connections; null without a key. */
export function channelKeysOf({ CHANNEL_TOKENS_KEY: current, CHANNEL_TOKENS_OLD_KEY: old }: Config) {
  return current === undefined ? null : { current, old: old ?? null };
}

/** How the Graph API is reached. */
export function graphOf({ META_GRAPH_URL, META_INSTAGRAM_GRAPH_URL, META_TIMEOUT_SECONDS, META_APP_SECRET }: Config) {
  return {
    hosts: { facebook: META_GRAPH_URL, instagram: META_INSTAGRAM_GRAPH_URL },
    timeoutMs: META_TIMEOUT_SECONDS * 1_000,
    appSecrets: META_APP_SECRET,
  };
}

/** All variables that are read; a test compares the documentation and the compose file with them. */
export const variableNames: readonly string[] = Object.keys(Environment.shape);

/**
 * Reads the environment; empty values count as unset, and each variable may be given as a file (`NAME_FILE`). Throws a
 * ConfigError that names each missing or wrong variable.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.entries(withFiles(env)).filter(([, value]) => value !== '');
  const parsed = Environment.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
}

/** What a file with a variable's value may have; a larger one is a mistake. */
const maxFileBytes = 65_536;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Fills in each variable that is given as a file: `SENDGRID_API_KEY_FILE=/run/secrets/key` stands for SENDGRID_API_KEY with
 * the file's content, without line ends after it. Secrets then are neither in the environment of the process nor in what the
 * engine shows of a container. Throws a ConfigError that names each file that cannot be read, and each variable that is
 * given both ways.
 */
export function withFiles(env: Variables): Variables {
  const read: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of variableNames) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (env[name]) problems.push(`${name}_FILE is set, and ${name} too: set one of them`);
    else
      try {
        if (statSync(path).size > maxFileBytes)
          problems.push(`${name}_FILE is larger than ${maxFileBytes} bytes: ${path}`);
        else read[name] = readFileSync(path, 'utf8').trimEnd();
      } catch (error) {
        problems.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
      }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...env, ...read };
}

/** An address as paths are appended to it. Not by an expression: `/+$` takes quadratic time. */
export function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}

/** The environment is incomplete or wrong. The message is for the operator, one line per variable. */
export class ConfigError extends Error {
  /** One line per variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Environment variables are missing or wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
