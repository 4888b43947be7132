import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  clockTolerance,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { Claims } from './claims.ts';
import type { OidcConfig } from './oidc-config.ts';

/** What a browser keeps while somebody is at the provider. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The path of the inbox to go to afterwards. */
  readonly to: string;
}

/** OpenID Connect with one provider: the code flow with PKCE (RFC 7636), state and nonce. */
export interface Provider {
  begin(to: string): Promise<{ readonly url: string; readonly begun: Begun }>;
  /** Throws a SignInError. @param query of the request that came back */
  finish(query: URLSearchParams, begun: Begun): Promise<Claims>;
}

/** Why signing in with the provider failed. `cause` contains claims, so only `reason` is for the log. */
export class SignInError extends Error {
  readonly why: 'declined' | 'expired' | 'providerAway' | 'setUp';
  readonly reason: string;

  constructor(why: SignInError['why'], reason: string) {
    super(reason);
    this.name = 'SignInError';
    this.why = why;
    this.reason = reason;
  }
}

const timeoutSeconds = 5;
/** The provider's clock may differ this much from ours. */
const toleranceSeconds = 30;
/** The provider's configuration is read again after this time; its keys are by themselves when it signs with a new one. */
const rememberMs = 3_600_000;

export function oidcProvider(config: OidcConfig, publicUrl: string): Provider {
  const redirectUri = `${publicUrl}/sign-in/callback`;
  let known: { readonly found: Promise<Configuration>; readonly until: number } | undefined;

  function configuration(): Promise<Configuration> {
    if (known === undefined || known.until < Date.now()) {
      const found = discover(config);
      known = { found, until: Date.now() + rememberMs };
      found.catch(() => {
        known = undefined;
      });
    }
    return known.found;
  }

  const discovered = () =>
    configuration().catch((error) => {
      throw new SignInError(
        'providerAway',
        `${config.issuer} could not be asked for its configuration: ${said(error)}`,
      );
    });

  return {
    begin: async (to) => {
      const begun = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), to };
      const url = buildAuthorizationUrl(await discovered(), {
        redirect_uri: redirectUri,
        scope: config.scopes,
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, begun };
    },
    finish: async (query, { state, nonce, verifier }) => {
      // One of another tab, or nobody began here: it says nothing of the provider.
      if (query.get('state') !== state)
        throw new SignInError('expired', 'the state is not the one that was begun with');
      const found = await discovered();
      try {
        const tokens = await authorizationCodeGrant(found, new URL(`${redirectUri}?${query}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('the answer has no ID token');
        if (found.serverMetadata().userinfo_endpoint === undefined) return claims;
        return { ...(await fetchUserInfo(found, tokens.access_token, claims.sub)), ...claims };
      } catch (error) {
        if (error instanceof AuthorizationResponseError)
          throw new SignInError(error.error === 'access_denied' ? 'declined' : 'setUp', said(error));
        throw new SignInError(isNetwork(error) ? 'providerAway' : 'setUp', said(error));
      }
    },
  };
}

async function discover(config: OidcConfig): Promise<Configuration> {
  const { issuer, clientId, clientSecret } = config;
  const isInsecure = issuer.startsWith('http:');
  const options = { timeout: timeoutSeconds, ...(isInsecure ? { execute: [allowInsecureRequests] } : {}) };
  const found = await discovery(new URL(issuer), clientId, undefined, None(), options);
  const server = found.serverMetadata();
  // Basic is what a provider takes that does not say (OpenID Connect Discovery section 3).
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const authentication =
    clientSecret === null
      ? None()
      : methods.includes('client_secret_basic')
        ? ClientSecretBasic(clientSecret)
        : ClientSecretPost(clientSecret);
  const configuration = new Configuration(server, clientId, { [clockTolerance]: toleranceSeconds }, authentication);
  configuration.timeout = timeoutSeconds;
  if (isInsecure) allowInsecureRequests(configuration);
  return configuration;
}

/** An error's own words and those of the provider, without claims, codes or tokens. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const { error: slug, error_description: description } = error as { error?: unknown; error_description?: unknown };
  return [error.message, slug, description]
    .filter((part) => typeof part === 'string')
    .join(': ')
    .slice(0, 500);
}

const isNetwork = (error: unknown) =>
  error instanceof TypeError ||
  (error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name)) ||
  (error as { code?: unknown }).code === 'OAUTH_TIMEOUT';
