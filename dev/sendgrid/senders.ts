import { z } from 'zod';

/** The body of `PUT /api/senders`: what SendGrid should know about the account's senders. */
export const Senders = z.strictObject({
  /** The authenticated domains; null: every requested domain exists and is valid. */
  domains: z
    .array(z.strictObject({ domain: z.hostname(), valid: z.boolean().default(true) }))
    .nullable()
    .default(null),
  /** Individually verified addresses. */
  verified: z.array(z.email()).default([]),
});
export type Senders = z.infer<typeof Senders>;

/** Whether a host is an authenticated domain or lies below one. */
export function isSubdomain({ domains }: Senders, hostname: string): boolean {
  return (
    domains === null ||
    domains.some(({ domain, valid }) => valid && `.${hostname}`.endsWith(`.${domain.toLowerCase()}`))
  );
}

/** The domains as `GET /v3/whitelabel/domains` lists them; with a name, only that one. */
export function authenticatedDomains({ domains }: Senders, name: string | null) {
  const known = domains ?? (name === null ? [] : [{ domain: name, valid: true }]);
  return known
    .filter(({ domain }) => name === null || domain === name)
    .map(({ domain, valid }, index) => {
      const record = (host: string, data: string) => ({ valid, type: 'cname', host: `${host}.${domain}`, data });
      return {
        id: index + 1,
        user_id: 1,
        subdomain: 'em',
        domain,
        username: 'afterchat',
        ips: [],
        custom_spf: false,
        default: index === 0,
        legacy: false,
        automatic_security: true,
        valid,
        dns: {
          mail_cname: record('em', 'u1.wl.sendgrid.net'),
          dkim1: record('s1._domainkey', 's1.domainkey.u1.wl.sendgrid.net'),
          dkim2: record('s2._domainkey', 's2.domainkey.u1.wl.sendgrid.net'),
        },
      };
    });
}

/** The addresses as `GET /v3/verified_senders` lists them. */
export function verifiedSenders({ verified }: Senders) {
  return {
    results: verified.map((email, index) => ({
      id: index + 1,
      nickname: email,
      from_email: email,
      from_name: '',
      reply_to: email,
      reply_to_name: '',
      address: '',
      address2: '',
      city: '',
      state: '',
      zip: '',
      country: '',
      verified: true,
      locked: false,
    })),
  };
}
