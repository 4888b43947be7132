import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { type SigningKey, signingKey } from '../signing-key.ts';
import { openStateFile } from '../state-file.ts';

/** One host whose emails are posted to a URL, as `/v3/user/webhooks/parse/settings` shows it. */
export interface ParseSetting {
  readonly url: string;
  readonly hostname: string;
  readonly spam_check: boolean;
  readonly send_raw: boolean;
  /** The id of the policy by which posts are signed; omitted if they are not. */
  readonly security_policy?: string;
}

export interface SecurityPolicy {
  readonly id: string;
  readonly name: string;
  readonly oauth: { readonly client_id: string; readonly token_url: string; readonly scopes: readonly string[] } | null;
  /** PEM; null: posts under this policy are not signed. */
  readonly privateKey: string | null;
}

/** The host that is set up from the start, so that nobody has to do it before trying a reply. */
export interface FirstHost {
  readonly hostname: string;
  readonly url: string;
}

type Line = { readonly setting: ParseSetting } | { readonly policy: SecurityPolicy };

export type ParseSettings = ReturnType<typeof openParseSettings>;

/**
 * The account's parse settings and security policies; with a state file they survive restarts. The first host has a
 * policy with the given key. What was changed about it since is kept, except where it posts to.
 */
export function openParseSettings(stateFile: string | null, first: FirstHost | null, firstKey: SigningKey) {
  const settings = new Map<string, ParseSetting>();
  const policies = new Map<string, SecurityPolicy>();
  const file = stateFile === null ? null : openStateFile(stateFile, 0o600);
  for (const json of file?.lines ?? []) {
    const line = JSON.parse(json) as Line;
    if ('setting' in line) settings.set(line.setting.hostname, line.setting);
    else policies.set(line.policy.id, line.policy);
  }
  const save = () => {
    const lines: Line[] = [
      ...[...policies.values()].map((policy) => ({ policy })),
      ...[...settings.values()].map((setting) => ({ setting })),
    ];
    file?.rewrite(lines.map((line) => JSON.stringify(line)));
  };
  if (first !== null) {
    const key = firstKey.privateKey;
    const known = [...policies.values()].find(({ privateKey }) => privateKey === key);
    const policy = known ?? { id: randomUUID(), name: 'afterchat', oauth: null, privateKey: key };
    policies.set(policy.id, policy);
    const usual = { spam_check: false, send_raw: true, security_policy: policy.id };
    settings.set(first.hostname, { ...(settings.get(first.hostname) ?? usual), ...first });
  }
  save();

  return {
    list: (): readonly ParseSetting[] => [...settings.values()],
    find: (hostname: string): ParseSetting | null => settings.get(hostname.toLowerCase()) ?? null,
    put(setting: ParseSetting): void {
      settings.set(setting.hostname, setting);
      save();
    },
    remove(hostname: string): void {
      settings.delete(hostname);
      save();
    },
    policies: (): readonly SecurityPolicy[] => [...policies.values()],
    policy: (id: string): SecurityPolicy | null => policies.get(id) ?? null,
    putPolicy(policy: SecurityPolicy): void {
      policies.set(policy.id, policy);
      save();
    },
    removePolicy(id: string): void {
      policies.delete(id);
      save();
    },
    /** The key that signs the posts of a host; null if they are not signed. */
    keyOf({ security_policy: id }: ParseSetting): SigningKey | null {
      const key = id === undefined ? null : (policies.get(id)?.privateKey ?? null);
      return key === null ? null : signingKey(createPrivateKey(key));
    },
    close: (): void => file?.close(),
  };
}

/** A new policy's key pair, of which SendGrid shows the public half. */
export function newPolicyKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
