import { z } from 'zod';

/** What SendGrid's Event Webhook posts; each event is read by itself, and kept even if it cannot be read. */
export const SendGridEvents = z
  .array(z.unknown())
  .meta({ id: 'SendGridEvents', description: 'Events of SendGrid, up to 1,000 of all kinds in one request.' });
