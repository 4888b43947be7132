import type { ReadAccount } from '../mail/sendgrid-account.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import {
  type InboundConfig,
  type InboundParse,
  isKnown,
  keyOfPolicy,
  neededScope,
  type ParseSetting,
  postedUrls,
  readInboundParse,
  withoutSecret,
} from './inbound-account.ts';
import { noReplyDomain, type ReplyDomain } from './reply-domains.ts';
import { notRead } from './sendgrid-key.ts';

export const inboundCheck = 'SendGrid replies';
const check = inboundCheck;
const setUp = 'run afterchat inbound setup, which says what it will change and asks first';

/** Whether SendGrid posts emails for the reply domains to this API, whole, and signed with a key that the API knows. */
export async function checkInboundParse(
  read: ReadAccount,
  config: InboundConfig,
  domains: readonly ReplyDomain[],
): Promise<Finding> {
  if (domains.length === 0) return noReplyDomain(check);
  if (config.PUBLIC_URL === undefined)
    return failed(
      check,
      'the public address of the API is not known',
      'set PUBLIC_URL, such as https://chat.acme.example',
    );
  const urls = postedUrls(config);
  if (urls === null)
    return failed(
      check,
      'INBOUND_PARSE_SECRET is not set, so the API refuses every reply',
      'set it to a long random word, restart the API, and run afterchat inbound setup',
    );
  const found = await readInboundParse(read);
  if ('status' in found) return notRead(check, found, neededScope);
  const findings = domains.map(({ domain }) => {
    const setting = found.settings.find(({ hostname }) => hostname.toLowerCase() === domain);
    return setting === undefined
      ? failed(check, `SendGrid has no parse setting for ${domain}, so replies get lost`, setUp)
      : checkSetting(setting, urls, found, config);
  });
  const wrong = findings.find(({ state }) => state === 'failed') ?? findings.find(({ state }) => state === 'skipped');
  if (wrong !== undefined) return wrong;
  const [first] = urls;
  return ok(
    check,
    `emails for ${domains.length === 1 ? domains[0]?.domain : `${domains.length} domains`} are posted to ${withoutSecret(first ?? '')}, raw and signed`,
  );
}

function checkSetting(
  setting: ParseSetting,
  urls: readonly string[],
  { policies }: InboundParse,
  { INBOUND_PARSE_PUBLIC_KEYS: keys }: InboundConfig,
): Finding {
  const { hostname, url, send_raw: isRaw, security_policy: policyId } = setting;
  if (!urls.includes(url))
    return failed(
      check,
      `emails for ${hostname} are posted to ${withoutSecret(url)}, which is not the address of this API with its secret`,
      setUp,
    );
  if (!isRaw) return failed(check, `emails for ${hostname} are posted in parts, without the original email`, setUp);
  if (policyId === null && policies.some((policy) => isKnown(policy, keys)))
    return skipped(
      check,
      `SendGrid does not show whether the posts for ${hostname} are signed`,
      `${setUp}; it attaches the security policy again`,
    );
  const policy = policies.find(({ id }) => id === policyId);
  if (policy === undefined || keyOfPolicy(policy) === null)
    return failed(
      check,
      `the posts for ${hostname} are not signed${keys.length > 0 ? ', so every reply becomes a dead letter' : ''}`,
      setUp,
    );
  if (isKnown(policy, keys)) return ok(check, hostname);
  const todo = `set INBOUND_PARSE_PUBLIC_KEYS to ${policy.signature?.public_key} and restart the API`;
  return keys.length === 0
    ? failed(check, `the posts for ${hostname} are signed, but the API knows no key and checks nothing`, todo)
    : failed(
        check,
        `the posts for ${hostname} are signed with a key that the API does not know, so every reply becomes a dead letter`,
        todo,
      );
}
