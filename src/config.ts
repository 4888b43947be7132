import { z } from 'zod';
import './contract/sentences.ts';
import { readReportKeys } from './mail/report-signature.ts';
import { withoutTrailingSlashes } from './without-trailing-slashes.ts';

const seconds = (fallback: number) => z.coerce.number().min(0.1).max(3_600).default(fallback);

const Environment = z
  .object({
    /** MongoDB, a replica set: `mongodb://host:27017/?replicaSet=rs0`. */
    MONGODB_URI: z.string().startsWith('mongodb', 'must be an address such as mongodb://host:27017/?replicaSet=rs0'),
    MONGODB_DATABASE: z.string().min(1).default('afterchat'),
    /** Temporal's frontend: `host:7233`. */
    TEMPORAL_ADDRESS: z.string().min(1),
    TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
    /** `true` for a Temporal that speaks TLS, as its cloud service does. */
    TEMPORAL_TLS: z.stringbool().default(false),
    /** Of Temporal's cloud service; implies TLS. */
    TEMPORAL_API_KEY: z.string().min(1).optional(),
    SENDGRID_API_KEY: z.string().min(1),
    /** What SendGrid signs its reports with: base64 as it shows it, two separated by a comma while they are changed. */
    SENDGRID_WEBHOOK_PUBLIC_KEYS: z
      .string()
      .default('')
      .transform((text, context) => {
        const keys = readReportKeys(text);
        if (keys !== null) return keys;
        context.addIssue('must be public keys as SendGrid shows them (base64, P-256), separated by commas');
        return z.NEVER;
      }),
    SENDGRID_BASE_URL: z.url().default('https://api.sendgrid.com'),
    /** How long one call to the provider may take; must be shorter than DELIVER_TIMEOUT_SECONDS (design section 4). */
    SENDGRID_TIMEOUT_SECONDS: seconds(20),
    DELIVER_TIMEOUT_SECONDS: seconds(40),
    /** While SendGrid refuses the key sending is paused, and the key is tried, without a mail, this often. */
    SENDGRID_PROBE_SECONDS: seconds(60),
    /** The cap of the sending task queue over all workers: the provider's rate. */
    MAX_MAILS_PER_SECOND: z.coerce.number().positive().default(100),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3_000),
    /**
     * Where people reach this API, as in `https://chat.acme.example`: the base of the links in mails. Without it mails
     * have no link to unsubscribe.
     */
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .transform(withoutTrailingSlashes)
      .optional(),
    /** `true` behind a proxy of yours: the last address in X-Forwarded-For is then who asks (the limits count by it). */
    TRUST_PROXY: z.stringbool().default(false),
    /** Where Prometheus finds `/metrics`; none when unset. */
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    METRICS_HOST: z.string().default('127.0.0.1'),
    /** Where traces go by OTLP over HTTP: `http://collector:4318`; none are made when unset. */
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine((env) => env.SENDGRID_TIMEOUT_SECONDS < env.DELIVER_TIMEOUT_SECONDS, {
    path: ['SENDGRID_TIMEOUT_SECONDS'],
    error: 'must be less than DELIVER_TIMEOUT_SECONDS',
  });

/** All that the environment decides, read once at start. */
export type Config = Readonly<z.infer<typeof Environment>>;

/** All variables that are read; a test holds the documentation and the compose file against them. */
export const variableNames: readonly string[] = Object.keys(Environment.shape);

/** Reads the environment; an empty value is none. Throws a ConfigError that names each variable that is missing or wrong. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.entries(env).filter(([, value]) => value !== '');
  const parsed = Environment.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
}

/** The environment lacks something; its message is what to tell the operator, a line a variable. */
export class ConfigError extends Error {
  /** A line a variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
