import { channels } from '../../channels/channels.ts';

/** Reads one event of a batch of SendGrid's; one that cannot be read is kept. */
export const readEvent = channels.email.readReport;
