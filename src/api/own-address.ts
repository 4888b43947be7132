import type { Ignored } from '../contract/ignored.ts';
import type { Settings } from '../contract/settings.ts';
import { isOwnAddress } from '../policy/visitor/own-address.ts';
import { invalidFields } from './invalid-request.ts';

const why = "is the account's own address: an email to it would come back to the account";

/** For an address that somebody gave on purpose: throws the 422 if it is the account's own. */
export function assertNotOwn(email: string, settings: Settings): void {
  if (isOwnAddress(email, settings)) throw invalidFields([{ path: 'email', code: 'not-allowed', message: why }]);
}

/** For an address that came along with other things: ignores it if it is the account's own. */
export function withoutOwn(
  email: string | null,
  field: string,
  settings: Settings,
): { readonly email: string | null | undefined; readonly ignored: Ignored } {
  if (email === null || !isOwnAddress(email, settings)) return { email, ignored: [] };
  return { email: undefined, ignored: [{ field, why }] };
}
