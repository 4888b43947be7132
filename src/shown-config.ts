import type { Config } from './config.ts';

/** How a variable is shown: as it is; without user and password; or only that it is set, and how many there are. */
type Shown = 'value' | 'address' | 'secret';

const shown: Readonly<Record<keyof Config, Shown>> = {
  MONGODB_URI: 'address',
  MONGODB_DATABASE: 'value',
  TEMPORAL_ADDRESS: 'value',
  TEMPORAL_NAMESPACE: 'value',
  TEMPORAL_TLS: 'value',
  TEMPORAL_API_KEY: 'secret',
  SENDGRID_API_KEY: 'secret',
  SENDGRID_WEBHOOK_PUBLIC_KEYS: 'secret',
  INBOUND_PARSE_SECRET: 'secret',
  INBOUND_PARSE_PUBLIC_KEYS: 'secret',
  SENDGRID_BASE_URL: 'address',
  SENDGRID_TIMEOUT_SECONDS: 'value',
  DELIVER_TIMEOUT_SECONDS: 'value',
  SENDGRID_PROBE_SECONDS: 'value',
  MAX_MAILS_PER_SECOND: 'value',
  WORKER_CACHED_CONVERSATIONS: 'value',
  HOST: 'value',
  PORT: 'value',
  PUBLIC_URL: 'address',
  TRUST_PROXY: 'value',
  DEMO_SIGN_IN: 'value',
  OIDC_ISSUER: 'address',
  OIDC_CLIENT_ID: 'value',
  OIDC_CLIENT_SECRET: 'secret',
  OIDC_PROVIDER_NAME: 'value',
  OIDC_SCOPES: 'value',
  OIDC_ACCOUNT: 'value',
  OIDC_ACCOUNT_CLAIM: 'value',
  OIDC_ID_CLAIM: 'value',
  OIDC_NAME_CLAIM: 'value',
  OIDC_EMAIL_CLAIM: 'value',
  OIDC_ROLE_CLAIM: 'value',
  OIDC_ADMIN_ROLES: 'value',
  OIDC_AGENT_ROLES: 'value',
  CHANNEL_TOKENS_KEY: 'secret',
  CHANNEL_TOKENS_OLD_KEY: 'secret',
  META_APP_SECRET: 'secret',
  META_VERIFY_TOKEN: 'secret',
  META_GRAPH_URL: 'address',
  META_INSTAGRAM_GRAPH_URL: 'address',
  META_TIMEOUT_SECONDS: 'value',
  WEBHOOKS_ALLOW_LOOPBACK: 'value',
  METRICS_PORT: 'value',
  METRICS_HOST: 'value',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'address',
  LOG_LEVEL: 'value',
};

/** The configuration as the log shows it when a process starts: all of it, but no secret. */
export function shownConfig(config: Config): Record<string, unknown> {
  const names = Object.keys(shown) as (keyof Config)[];
  return Object.fromEntries(names.map((name) => [name, shownAs(shown[name], config[name])]));
}

function shownAs(how: Shown, value: unknown): unknown {
  if (value === undefined) return null;
  switch (how) {
    case 'value':
      return value;
    case 'address':
      return shownAddress(String(value));
    case 'secret':
      return Array.isArray(value) ? `${value.length} set` : 'set';
    default:
      return how satisfies never;
  }
}

/** An address with its hosts and path. Of its query only the name of the replica set: options may be secrets. */
export function shownAddress(address: string): string {
  const [start = '', query = ''] = address.split('?', 2);
  const schemeEnd = start.indexOf('://') + '://'.length;
  const userEnd = start.lastIndexOf('@');
  const base = userEnd < schemeEnd ? start : `${start.slice(0, schemeEnd)}…@${start.slice(userEnd + 1)}`;
  const set = new URLSearchParams(query).get('replicaSet');
  return set === null ? base : `${base}?replicaSet=${set}`;
}
