import { email } from './email/email.ts';

/** All channels, one line each. */
export const channels = { email } as const;
