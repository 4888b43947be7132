import type { KeyObject } from 'node:crypto';
import type { AccountAnswer, CallAccount } from '../mail/sendgrid-account.ts';
import {
  CreatedPolicy,
  type InboundParse,
  isKnown,
  keyOfPolicy,
  type ParseSetting,
  type SecurityPolicy,
  withoutSecret,
} from './inbound-account.ts';

/** The name of the policy that is created; one of this name that signs is used again. */
export const policyName = 'afterchat';

/** The policy by which emails will be signed. */
export type WantedPolicy =
  | { readonly kind: 'known'; readonly policy: SecurityPolicy }
  /** It exists, but the API does not know its key yet. */
  | { readonly kind: 'unknown'; readonly policy: SecurityPolicy }
  | { readonly kind: 'new' };

export interface SetupStep {
  readonly kind: 'create' | 'change';
  readonly hostname: string;
  readonly says: string;
}

/** What is to be done at SendGrid, in order. */
export interface SetupPlan {
  readonly policy: WantedPolicy;
  readonly url: string;
  readonly steps: readonly SetupStep[];
  /**
   * The API checks signatures, but not with this policy's key: it has to know the key first, since otherwise every reply
   * would become a dead letter.
   */
  readonly keyComesFirst: boolean;
}

export interface SetupFacts extends InboundParse {
  /** The reply domains. */
  readonly domains: readonly string[];
  /** Where emails are to be posted. */
  readonly url: string;
  /** The keys that the API knows. */
  readonly keys: readonly KeyObject[];
}

/** What has to be created and changed, so that replies to the domains reach the API, whole and signed. */
export function planSetup({ domains, url, keys, settings, policies }: SetupFacts): SetupPlan {
  const policy = wantedPolicy(policies, keys);
  const steps = domains.flatMap((hostname): SetupStep[] => {
    const known = settings.find((one) => one.hostname.toLowerCase() === hostname);
    if (known === undefined)
      return [
        {
          kind: 'create',
          hostname,
          says: `create a parse setting for ${hostname}, which posts to ${withoutSecret(url)}, raw and signed`,
        },
      ];
    const changes = changesOf(known, url, policy);
    return changes.length === 0
      ? []
      : [
          {
            kind: 'change',
            hostname: known.hostname,
            says: `change the parse setting for ${hostname}: ${changes.join(', ')}`,
          },
        ];
  });
  return { policy, url, steps, keyComesFirst: keys.length > 0 && policy.kind !== 'known' };
}

function wantedPolicy(policies: readonly SecurityPolicy[], keys: readonly KeyObject[]): WantedPolicy {
  const known = policies.find((policy) => isKnown(policy, keys));
  if (known !== undefined) return { kind: 'known', policy: known };
  const unknown = policies.find((policy) => policy.name === policyName && keyOfPolicy(policy) !== null);
  return unknown === undefined ? { kind: 'new' } : { kind: 'unknown', policy: unknown };
}

function changesOf(setting: ParseSetting, url: string, wanted: WantedPolicy): readonly string[] {
  const isSigned = wanted.kind !== 'new' && setting.security_policy === wanted.policy.id;
  return [
    ...(setting.url === url ? [] : [`post to ${withoutSecret(url)} instead of ${withoutSecret(setting.url)}`]),
    ...(setting.send_raw ? [] : ['raw instead of in parts']),
    ...(isSigned ? [] : ['signed by the security policy']),
  ];
}

/** SendGrid refused a step. */
export class SetupError extends Error {
  constructor(step: string, { status, code, body }: AccountAnswer) {
    const said = (body as { readonly errors?: readonly { readonly message?: unknown }[] } | null)?.errors?.[0]?.message;
    const why =
      status === null ? `SendGrid does not answer (${code})` : `SendGrid answered ${status}${said ? `: ${said}` : ''}`;
    super(`could not ${step}: ${why}`);
    this.name = 'SetupError';
  }
}

/** The policy to sign by, created if it has to be. Throws SetupError. */
export async function policyFor({ policy }: SetupPlan, call: CallAccount): Promise<SecurityPolicy> {
  if (policy.kind !== 'new') return policy.policy;
  const answer = await call('POST', '/v3/user/webhooks/security/policies', {
    name: policyName,
    signature: { enabled: true },
  });
  const created = CreatedPolicy.safeParse(answer.body);
  if (answer.status !== 201 || !created.success) throw new SetupError('create the security policy', answer);
  return created.data.policy;
}

/** Creates or changes one parse setting; whether spam is checked is left as it is. Throws SetupError. */
export async function performStep(
  { kind, hostname, says }: SetupStep,
  url: string,
  policy: SecurityPolicy,
  call: CallAccount,
): Promise<void> {
  const wanted = { url, send_raw: true, security_policy: policy.id };
  const path = '/v3/user/webhooks/parse/settings';
  if (kind === 'create') {
    // The published description of the creation has no policy: it is attached as the guide to securing the posts says.
    const { security_policy: _, ...others } = wanted;
    const answer = await call('POST', path, { hostname, spam_check: false, ...others });
    if (answer.status !== 201 && answer.status !== 200) throw new SetupError(says, answer);
  }
  const changed = await call('PATCH', `${path}/${encodeURIComponent(hostname)}`, wanted);
  if (changed.status !== 200) throw new SetupError(says, changed);
}
