import { type SendGridAccess, sendGridClient } from './sendgrid-client.ts';

/** The lists by which SendGrid itself drops mail, or notes that it was blocked (its API reference, Suppressions). */
const lists = ['bounces', 'blocks', 'invalid_emails', 'spam_reports'] as const;

/** What the provider suppresses by itself. */
export interface ProviderSuppressions {
  /** Takes an address off all lists; that it is on none is no error. Throws ProviderAwayError, and may then be repeated. */
  lift(address: string): Promise<void>;
}

/** The provider did not do what it was asked; its message holds no address (design P8). */
export class ProviderAwayError extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'ProviderAwayError';
  }
}

/** @param timeoutMs for all of it */
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

/** The client rejects with a status of 400 or more as `{code, response}`, with what the network did as Node does. */
function statusIn(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('response' in error) || !('code' in error)) return null;
  return typeof error.code === 'number' ? error.code : null;
}
