import { email } from './email/email.ts';
import { instagram } from './instagram/instagram.ts';
import { messenger } from './messenger/messenger.ts';

/** All channels, one line each. */
export const channels = { email, messenger, instagram } as const;
