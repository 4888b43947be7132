import { createPrivateKey, randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { invalidBody, sendGridErrors } from '../sendgrid-errors.ts';
import { signingKey } from '../signing-key.ts';
import { newPolicyKey, type ParseSetting, type ParseSettings, type SecurityPolicy } from './parse-settings.ts';

const Change = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
  hostname: z.hostname().toLowerCase().optional(),
  spam_check: z.boolean().optional(),
  send_raw: z.boolean().optional(),
  security_policy: z.string().optional(),
});
const Setting = Change.extend({
  url: z.url({ protocol: /^https?$/ }),
  hostname: z.hostname().toLowerCase(),
  spam_check: z.boolean().default(false),
  send_raw: z.boolean().default(false),
});
const OAuth = z.strictObject({
  client_id: z.string(),
  client_secret: z.string(),
  token_url: z.url(),
  scopes: z.array(z.string()).default([]),
});
const Policy = z.strictObject({
  name: z.string().min(1).optional(),
  oauth: OAuth.optional(),
  signature: z.strictObject({ enabled: z.boolean() }).optional(),
});
/** Both methods are optional, but not at once (securing Inbound Parse). */
const NewPolicy = Policy.extend({ name: z.string().min(1) }).refine(
  ({ oauth, signature }) => oauth !== undefined || signature?.enabled === true,
  { error: 'One of signature or oauth must be given to have a valid security policy.', path: ['signature'] },
);

export interface ParseDeps {
  readonly settings: ParseSettings;
  /** Whether the account has authenticated the domain of a host, without which a setting is refused. */
  readonly isAuthenticated: (hostname: string) => boolean;
}

/** Parse settings and their security policies. */
export const parseRoutes = ({ settings, isAuthenticated }: ParseDeps) => {
  const refused = (c: Context, message: string, field: string) => c.json(sendGridErrors(message, field), 400);
  /** Null if the setting may be stored. */
  const refusal = (c: Context, { hostname, security_policy: policy }: ParseSetting) => {
    if (!isAuthenticated(hostname)) return refused(c, 'You must authenticate this domain first', 'hostname');
    if (policy !== undefined && policy !== '' && settings.policy(policy) === null)
      return refused(c, 'There is no such security policy', 'security_policy');
    return null;
  };
  return new Hono()
    .get('/user/webhooks/parse/settings', (c) => c.json({ result: settings.list() }))
    .post('/user/webhooks/parse/settings', async (c) => {
      const parsed = Setting.safeParse(await read(c), { reportInput: true });
      if (!parsed.success) return c.json(invalidBody(parsed.error), 400);
      const setting = parsed.data as ParseSetting;
      if (settings.find(setting.hostname) !== null) return refused(c, 'This hostname is already in use', 'hostname');
      const problem = refusal(c, setting);
      if (problem !== null) return problem;
      settings.put(setting);
      return c.json(setting, 201);
    })
    .get('/user/webhooks/parse/settings/:hostname', (c) => {
      const found = settings.find(c.req.param('hostname'));
      return found === null ? missing(c) : c.json(found);
    })
    .patch('/user/webhooks/parse/settings/:hostname', async (c) => {
      const found = settings.find(c.req.param('hostname'));
      if (found === null) return missing(c);
      const parsed = Change.safeParse(await read(c), { reportInput: true });
      if (!parsed.success) return c.json(invalidBody(parsed.error), 400);
      const changed = { ...found, ...parsed.data, hostname: found.hostname } as ParseSetting;
      const problem = refusal(c, changed);
      if (problem !== null) return problem;
      settings.put(changed);
      return c.json(changed);
    })
    .delete('/user/webhooks/parse/settings/:hostname', (c) => {
      const found = settings.find(c.req.param('hostname'));
      if (found === null) return missing(c);
      settings.remove(found.hostname);
      return c.body(null, 204);
    })
    .get('/user/webhooks/security/policies', (c) => c.json({ policies: settings.policies().map(shown) }))
    .post('/user/webhooks/security/policies', async (c) => {
      const parsed = NewPolicy.safeParse(await read(c), { reportInput: true });
      if (!parsed.success) return c.json(invalidBody(parsed.error), 400);
      const { name, oauth = null, signature } = parsed.data;
      const privateKey = signature?.enabled === true ? newPolicyKey() : null;
      const policy: SecurityPolicy = { id: randomUUID(), name, oauth: withoutSecret(oauth), privateKey };
      settings.putPolicy(policy);
      return c.json({ policy: shown(policy) }, 201);
    })
    .get('/user/webhooks/security/policies/:id', (c) => {
      const found = settings.policy(c.req.param('id'));
      return found === null ? missing(c) : c.json({ policy: shown(found) });
    })
    .patch('/user/webhooks/security/policies/:id', async (c) => {
      const found = settings.policy(c.req.param('id'));
      if (found === null) return missing(c);
      const parsed = Policy.safeParse(await read(c), { reportInput: true });
      if (!parsed.success) return c.json(invalidBody(parsed.error), 400);
      const { name = found.name, oauth, signature } = parsed.data;
      const changed = {
        ...{ id: found.id, name, oauth: oauth === undefined ? found.oauth : withoutSecret(oauth) },
        privateKey: keyAfter(found, signature?.enabled),
      };
      settings.putPolicy(changed);
      return c.json({ policy: shown(changed) });
    })
    .delete('/user/webhooks/security/policies/:id', (c) => {
      const found = settings.policy(c.req.param('id'));
      if (found === null) return missing(c);
      if (settings.list().some(({ security_policy: id }) => id === found.id))
        return refused(c, 'The security policy is in use', 'id');
      settings.removePolicy(found.id);
      return c.json({ policy: null });
    });
};

const read = (c: Context): Promise<unknown> => c.req.json().catch(() => undefined);
const missing = (c: Context) => c.json(sendGridErrors('not found'), 404);

function withoutSecret(oauth: z.infer<typeof OAuth> | null): SecurityPolicy['oauth'] {
  if (oauth === null) return null;
  const { client_secret: _, ...others } = oauth;
  return others;
}

function keyAfter({ privateKey }: SecurityPolicy, isSigned: boolean | undefined): string | null {
  if (isSigned === undefined) return privateKey;
  return isSigned ? (privateKey ?? newPolicyKey()) : null;
}

function shown({ id, name, oauth, privateKey }: SecurityPolicy) {
  return {
    ...{ id, name },
    ...(oauth === null ? {} : { oauth }),
    ...(privateKey === null ? {} : { signature: { public_key: signingKey(createPrivateKey(privateKey)).publicKey } }),
  };
}
