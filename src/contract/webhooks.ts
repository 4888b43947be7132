import { z } from 'zod';

/** What SendGrid's Event Webhook posts. Each event is read by itself, and stored even if it cannot be read. */
export const SendGridEvents = z
  .array(z.unknown())
  .meta({ id: 'SendGridEvents', description: 'Events from SendGrid, up to 1,000 of all kinds in one request.' });
