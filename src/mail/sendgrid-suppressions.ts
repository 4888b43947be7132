import { type SendGridAccess, sendGridClient } from './sendgrid-client.ts';

/**
 * The lists for which SendGrid itself drops emails, or records that they were blocked (its API reference,
 * Suppressions).
 */
const lists = ['bounces', 'blocks', 'invalid_emails', 'spam_reports'] as const;

/** The provider's own suppressions. */
export interface ProviderSuppressions {
  /**
   * Removes an address from all lists; if it is on none, that is no error. Throws ProviderAwayError; may be repeated.
   */
  lift(address: string): Promise<void>;
}

/** The provider did not do what was requested; the message contains no address (design P8). */
export class ProviderAwayError extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'ProviderAwayError';
  }
}

/** @param timeoutMs for all requests together */
export function sendGridSuppressions(access: SendGridAccess, timeoutMs: number): ProviderSuppressions {
  return {
    lift: async (address) => {
      const client = sendGridClient(access, AbortSignal.timeout(timeoutMs));
      const email = encodeURIComponent(address);
      await Promise.all(
        lists.map(async (list) => {
          try {
            await client.request({ method: 'DELETE', url: `/v3/suppression/${list}/${email}` });
          } catch (error) {
            const status = statusIn(error);
            if (status === 404) return;
            throw new ProviderAwayError(
              status === null ? 'the provider did not answer' : `the provider answered ${status}`,
            );
          }
        }),
      );
    },
  };
}

/** For a status of 400 or more the client rejects with `{code, response}`, for network errors with Node's error. */
function statusIn(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('response' in error) || !('code' in error)) return null;
  return typeof error.code === 'number' ? error.code : null;
}
