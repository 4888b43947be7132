import { type AgentMailContent, agentMailRequest } from '../mail/agent-mail.ts';
import { messageIdOf } from '../mail/thread-headers.ts';
import { afterAttempt, nextStep, parked, withdrawn } from '../policy/delivery/agent-email.ts';
import { type Attempt, hasUnknownAttempt, postponed, withoutPostponedTime } from '../policy/delivery/delivery.ts';
import { previewOf } from '../policy/inbox.ts';
import {
  type ForAgentEmail,
  noteAgentEmailAttempt,
  readForAgentEmail,
  takeAgentsHour,
  whyNotNeeded,
} from '../store/deliveries/agent-email-attempts.ts';
import { type AgentEmailRef, changeAgentEmail, leaveAgentEmailUntil } from '../store/deliveries/agent-emails.ts';
import type { AgentEmailDoc } from '../store/mongo/documents.ts';
import { randomId } from '../store/mongo/ids.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import { endOf, tooLate } from './attempt-result.ts';
import type { ActivityDeps } from './deps.ts';
import { learnOfKey } from './judge-key.ts';

/** What the workflow does next: nothing any more, or look again at this time. */
export type AgentEmailNext =
  | { readonly kind: 'done'; readonly status: AgentEmailDoc['status'] | null }
  | { readonly kind: 'sleep'; readonly at: number };

/** Each step makes it another one, and there are not many; more would be a mistake. */
const maxSteps = 10;

/**
 * Emails an agent that a visitor waits, or finds out when to go on. It is composed from one fresh snapshot, and the
 * attempt is recorded before it is made; one whose outcome is unknown is decided by the provider's report or, after
 * some time, as a delivery is: repeated once byte for byte, or parked. Whoever was answered meanwhile causes no email.
 */
export async function emailAgent(deps: ActivityDeps, ref: AgentEmailRef): Promise<AgentEmailNext> {
  const { store, clock } = deps;
  for (let steps = 1; steps <= maxSteps; steps += 1) {
    const read = await readForAgentEmail(store, ref);
    if (read === null) return { kind: 'done', status: null };
    const { email, settings } = read;
    const now = Math.max(await clock(), email.hourStartedAt, email.attempts.at(-1)?.at ?? 0);
    const step = nextStep(email, settings, now);
    switch (step.kind) {
      case 'ended':
        return { kind: 'done', status: email.status };
      case 'wait':
        await leaveAgentEmailUntil(store, ref, step.at);
        return { kind: 'sleep', at: step.at };
      case 'becomes':
        await replaced(deps, email, step.email);
        break;
      case 'attempt':
        await attempt(deps, read, now);
        break;
      default:
        step satisfies never;
    }
  }
  throw new Error('an email to an agent changed again and again');
}

/** Makes one attempt, unless it is not needed any more or has to wait; the next step follows from what is stored. */
async function attempt(deps: ActivityDeps, read: ForAgentEmail, now: number): Promise<void> {
  const { store, clock, sender, log } = deps;
  const { email, settings } = read;
  const { accountId, conversationId, id: agentEmailId } = email;
  const ids = { accountId, conversationId, agentEmailId };
  const notNeeded = whyNotNeeded(read);
  if (notNeeded !== null) return replaced(deps, email, withdrawn(email, notNeeded));
  if (settings.delivery.paused || read.isDeploymentPaused || read.isSendingPaused) {
    const { at, ...held } = postponed(email, now, { reason: 'paused' });
    return replaced(deps, email, { ...email, ...held, nextAttemptAt: at });
  }
  const isFirst = email.attempts.length === 0 && email.replayedAt === undefined;
  if (isFirst && !(await takeAgentsHour(store, email, now))) return replaced(deps, email, withdrawn(email, 'limited'));

  const due = withoutPostponedTime(email, now);
  const request = await requestOf(deps, read, now).catch((error) => {
    if (isStoreAway(error)) throw error;
    log.error({ ...ids, err: error }, 'an email to an agent could not be composed');
    return null;
  });
  if (request === null) return replaced(deps, email, parked(email, 'internal'));
  const overAt = now + deps.deliverTimeoutMs;
  const giveUpAt = overAt - deps.sendTimeoutMs;
  const begun: Attempt = { id: randomId(), at: now, giveUpAt, overAt, end: null, endedAt: null, result: null };
  if (!(await noteAgentEmailAttempt(store, due, { attempt: begun, request }))) return;

  const number = email.attempts.length + 1;
  const result = (await clock()) < giveUpAt ? await sender.send(request) : tooLate;
  log.info({ ...ids, attempt: number, end: result.kind, status: result.status }, 'email to an agent attempted');
  const endedAt = Math.max(await clock(), now);
  await changeAgentEmail(store, { accountId, agentEmailId }, (present) =>
    afterAttempt(present, { number, end: endOf(result) }, settings.delivery, endedAt),
  );
  await learnOfKey(deps, result, read.refusedInARow);
}

/** Replaces it, unless somebody else has changed it meanwhile. */
async function replaced({ store }: ActivityDeps, before: AgentEmailDoc, after: AgentEmailDoc): Promise<void> {
  await changeAgentEmail(store, { accountId: before.accountId, agentEmailId: before.id }, (email) =>
    email.status === before.status && email.attempts.length === before.attempts.length ? after : email,
  );
}

/** The same bytes again after an attempt with an unknown outcome, unless a person asked to send it after all. */
async function requestOf(deps: ActivityDeps, read: ForAgentEmail, now: number): Promise<string> {
  const { email } = read;
  if (hasUnknownAttempt(email) && email.request !== null) return email.request;
  return JSON.stringify(await agentMailRequest(contentOf(deps, read, now)));
}

function contentOf(
  { publicUrl }: Pick<ActivityDeps, 'publicUrl'>,
  { email, settings, conversation, agent, preferences, last }: ForAgentEmail,
  now: number,
): AgentMailContent {
  const { sender, brand, locale, timeZone, content } = settings;
  if (sender === null || agent === null || agent.email === null) throw new Error('nobody to send it to, or from');
  return {
    accountId: email.accountId,
    agentEmailId: email.id,
    attempt: email.attempts.length + 1,
    to: { name: agent.name, address: agent.email },
    locale: preferences.locale ?? locale,
    timeZone,
    sender,
    brand,
    visitorName: conversation?.visitor.name ?? null,
    waitedMs: now - email.waitingSince,
    last: last === null || content.body === 'notice' ? null : { preview: previewOf(last), at: new Date(last.at) },
    conversationUrl:
      publicUrl === undefined ? null : `${publicUrl}/inbox/c/${encodeURIComponent(email.conversationId)}`,
    preferencesUrl: publicUrl === undefined ? null : `${publicUrl}/inbox/settings/me`,
    messageId: messageIdOf(email.id, sender.address),
  };
}
