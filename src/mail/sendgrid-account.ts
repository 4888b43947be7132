import { type SendGridAccess, sendGridClient } from './sendgrid-client.ts';

/** What SendGrid answered; `status` is null if it did not. */
export interface AccountAnswer {
  readonly status: number | null;
  readonly body: unknown;
  /** The time by SendGrid's own clock, in whole seconds; null if it did not say. */
  readonly date: number | null;
  /** Why there is no answer, such as ECONNREFUSED. */
  readonly code: string | null;
}

/** Reads settings of the SendGrid account, with `GET` of a path such as `/v3/scopes`. Never throws. */
export function sendGridAccount(access: SendGridAccess, timeoutMs: number) {
  const call = sendGridCall(access, timeoutMs);
  return (url: string): Promise<AccountAnswer> => call('GET', url);
}

/** Reads or changes settings of the SendGrid account. Never throws. */
export function sendGridCall(access: SendGridAccess, timeoutMs: number) {
  return async (method: 'GET' | 'POST' | 'PATCH', url: string, sent?: object): Promise<AccountAnswer> => {
    const client = sendGridClient(access, AbortSignal.timeout(timeoutMs));
    try {
      const request = { method, url, ...(sent === undefined ? {} : { body: sent }) };
      const [{ statusCode, headers, body }] = await client.request(request);
      return { status: statusCode, body, date: dateIn(headers), code: null };
    } catch (error) {
      const { response, code } = error as { response?: { body?: unknown; headers?: unknown }; code?: unknown };
      if (response !== undefined && typeof code === 'number')
        return { status: code, body: response.body, date: dateIn(response.headers), code: null };
      return { status: null, body: null, date: null, code: typeof code === 'string' ? code : 'no answer' };
    }
  };
}

export type ReadAccount = ReturnType<typeof sendGridAccount>;
export type CallAccount = ReturnType<typeof sendGridCall>;

function dateIn(headers: unknown): number | null {
  const date = Date.parse(String((headers as { readonly date?: unknown } | undefined)?.date));
  return Number.isNaN(date) ? null : date;
}
