import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '../../contract/agents.ts';
import { EmailAddress, Id, PersonName } from '../../contract/primitives.ts';
import type { OidcConfig } from './oidc-config.ts';

/** What a provider says of somebody who has signed in there (OpenID Connect Core section 5.1). */
export type Claims = Readonly<Record<string, unknown>>;

/** Who signs in as which agent of which account; or why they may not. */
export type Mapped =
  | { readonly kind: 'refused'; readonly why: 'noRole' | 'noAccount' | 'noId' }
  | {
      readonly kind: 'agent';
      readonly accountId: string;
      readonly agentId: string;
      readonly name: string;
      readonly email: string | null;
      /** Missing: the provider does not say, so it stays as it is. */
      readonly role?: Role;
    };

/** Applies the deployment's mapping to the claims. */
export function agentOfClaims(claims: Claims, config: OidcConfig): Mapped {
  const id = textOf(claims[config.idClaim]);
  if (id === null) return { kind: 'refused', why: 'noId' };
  const accountId = config.accountClaim === null ? config.account : textOf(claims[config.accountClaim]);
  if (accountId === null) return { kind: 'refused', why: 'noAccount' };
  const role = roleOfClaims(claims, config);
  if (role === null) return { kind: 'refused', why: 'noRole' };
  const email = emailOf(claims, config);
  const name = PersonName.safeParse(claims[config.nameClaim]);
  return {
    kind: 'agent',
    accountId,
    agentId: agentIdOf(id),
    name: name.success ? name.data : (email?.split('@')[0] ?? id.slice(0, 200)),
    email,
    ...(role === undefined ? {} : { role }),
  };
}

/** Undefined: the mapping has nothing to say of roles; null: nobody gets in with what they have. */
function roleOfClaims(claims: Claims, { roleClaim, adminRoles, agentRoles }: OidcConfig): Role | null | undefined {
  if (roleClaim === null) return undefined;
  const value = claims[roleClaim];
  const has = (wanted: readonly string[]) =>
    (Array.isArray(value) ? value : [value]).some((one) => typeof one === 'string' && wanted.includes(one));
  if (has(adminRoles)) return 'admin';
  return agentRoles.length === 0 || has(agentRoles) ? 'agent' : null;
}

/** An address that the provider says is not verified may be anybody's, and agents are sent emails. */
function emailOf(claims: Claims, { emailClaim }: OidcConfig): string | null {
  if (claims.email_verified === false) return null;
  const email = EmailAddress.safeParse(claims[emailClaim]);
  return email.success ? email.data : null;
}

/** The provider's own id where it can be one of ours; else one that is always the same for it. */
const agentIdOf = (id: string): string =>
  Id.safeParse(id).success && id !== 'me' ? id : `oidc-${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;

const textOf = (value: unknown): string | null => z.string().min(1).max(1_000).safeParse(value).data ?? null;
