import type { Ignored } from '../contract/ignored.ts';
import type { Settings } from '../contract/settings.ts';
import { isOwnAddress } from '../policy/visitor/own-address.ts';
import { invalidFields } from './invalid-request.ts';

const why = "is the account's own: mail to it would come back to the account";

/** Throws the 422 for an address that somebody gave on purpose. */
export function assertNotOwn(email: string, settings: Settings): void {
  if (isOwnAddress(email, settings)) throw invalidFields([{ path: 'email', message: why }]);
}

/** Leaves out an address that came along with what the chat needs. */
export function withoutOwn(
  email: string | null,
  field: string,
  settings: Settings,
): { readonly email: string | null | undefined; readonly ignored: Ignored } {
  if (email === null || !isOwnAddress(email, settings)) return { email, ignored: [] };
  return { email: undefined, ignored: [{ field, why }] };
}
