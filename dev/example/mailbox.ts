import type { z } from 'zod';
import type { InboundMail, InboundState } from '../sendgrid/inbound/inbound-mail.ts';
import type { Mail } from '../sendgrid/mail.ts';
import type { ReplyRequest } from '../sendgrid/reply/reply-routes.ts';
import type { Start } from './row.ts';

/** The emails to an address, the newest first. */
export async function mailsTo(mailbox: string, address: string): Promise<readonly Mail[]> {
  const answer = await ask(`${mailbox}/api/mails?to=${encodeURIComponent(address)}`);
  return ((await answer.json()) as { items: Mail[] }).items;
}

/** The emails that this address has written to us. */
export async function mailsFrom(mailbox: string, address: string): Promise<readonly InboundMail[]> {
  const answer = await ask(`${mailbox}/api/inbound?from=${encodeURIComponent(address)}`);
  return ((await answer.json()) as { items: InboundMail[] }).items;
}

/** Answers an email as its recipient would. Returns what became of the answer at the API. */
export async function replyTo(mailbox: string, id: string, reply: z.input<typeof ReplyRequest>): Promise<InboundState> {
  const answer = await ask(`${mailbox}/api/mails/${id}/reply`, { method: 'POST', body: JSON.stringify(reply) });
  return ((await answer.json()) as { state: InboundState }).state;
}

export async function setFault(mailbox: string, to: string, fault: NonNullable<Start['fault']>): Promise<void> {
  const body = JSON.stringify({ mode: fault.mode, count: fault.times, to });
  await ask(`${mailbox}/api/faults`, { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
}

export async function clearFault(mailbox: string, to: string): Promise<void> {
  await ask(`${mailbox}/api/faults?to=${encodeURIComponent(to)}`, { method: 'DELETE' });
}

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`the mailbox answered ${answer.status}`);
  return answer;
}
