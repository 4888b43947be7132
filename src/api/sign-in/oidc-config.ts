/** How agents sign in with a provider of OpenID Connect, as the environment has it (docs/deploy.md). */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, which has PKCE alone. */
  readonly clientSecret: string | null;
  /** As the button has it. */
  readonly providerName: string;
  readonly scopes: string;
  /** The account of all who sign in, unless a claim says which. */
  readonly account: string | null;
  readonly accountClaim: string | null;
  readonly idClaim: string;
  readonly nameClaim: string;
  readonly emailClaim: string;
  /** Null: roles are given in afterchat alone. */
  readonly roleClaim: string | null;
  readonly adminRoles: readonly string[];
  /** None: whoever is no admin is an agent. */
  readonly agentRoles: readonly string[];
}
