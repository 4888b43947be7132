import { z } from 'zod';
import { addressKey } from '../../contract/email-address.ts';
import { type Form, jsonIn } from './form.ts';
import type { InboundMail } from './inbound-mail.ts';

const Envelope = z.object({
  to: z.array(z.string().max(1_000)).min(1).max(1_000),
  from: z.string().max(1_000).nullish(),
});

/** From whom and to whom a post says that its email was sent; null if that is missing or cannot be read. */
export function envelopeIn(form: Form): InboundMail['envelope'] | null {
  const { data } = Envelope.safeParse(jsonIn(form, 'envelope'));
  if (data === undefined) return null;
  return { to: data.to.map(addressKey), from: addressKey((data.from ?? '').replace(/^<|>$/g, '')) || null };
}
