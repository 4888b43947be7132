import { randomBytes } from 'node:crypto';
import type { Faults, ReportFault } from '../faults.ts';
import { type Attachment, type DirectMessage, type Messages, plain } from '../kept/messages.ts';
import type { Channel, Page } from '../kept/pages.ts';
import type { People, Person } from '../kept/people.ts';
import { type AttachmentDeps, takeAttachment } from './attachment.ts';
import { errorResponse, type GraphError, invalid, refusals } from './errors.ts';
import { faultyAnswer, type GraphContext } from './faulty-answer.ts';
import { type Params, problemOf } from './params.ts';
import { problemOfSend, Send, Upload } from './send-schema.ts';
import type { Usage } from './usage.ts';

const hour = 3_600_000;
/** Messenger's policy overview: 24 hours for any answer, and 7 days for a person's own words. */
export const windowMs = { standard: 24 * hour, humanAgent: 7 * 24 * hour } as const;
const maxUploads = 1_000;

export interface SendDeps {
  readonly people: People;
  readonly messages: Messages;
  readonly faults: Faults;
  readonly usage: Usage;
  readonly attachments: Omit<AttachmentDeps, 'origin'>;
  readonly clock: () => number;
  /** How long the timeout faults hold back an answer, in milliseconds. */
  readonly holdMs: number;
  /** The page has read what this person wrote. */
  readonly seen: (page: Page, recipientId: string) => void;
  /** Takes a message, with what is to be told of it. */
  readonly accept: (page: Page, message: DirectMessage, fault: ReportFault | null) => void;
}

/** `POST /{page}/messages`. */
export async function send(c: GraphContext, page: Page, { values, file }: Params, deps: SendDeps): Promise<Response> {
  const parsed = Send.safeParse(values, { reportInput: true });
  if (!parsed.success) return errorResponse(invalid(problemOf(parsed.error)));
  const asked = parsed.data;
  const problem = problemOfSend(asked, page.channel, file !== null);
  if (problem !== null) return errorResponse(invalid(problem));
  const { recipient, message, tag } = asked;
  if (deps.usage.isTooFast(page, message?.attachment === undefined ? 'text' : 'media'))
    return errorResponse(refusals.throttled(page.channel));
  const person = deps.people.find(page.id, recipient.id);
  const refused = refusalOf(page, person, tag === 'HUMAN_AGENT', deps.clock());
  if (refused !== null) return errorResponse(refused);
  if (message === undefined) {
    if (asked.sender_action === 'MARK_SEEN') deps.seen(page, recipient.id);
    return c.json({ recipient_id: recipient.id });
  }

  let attachment: Attachment | null = null;
  if (message.attachment !== undefined) {
    const { origin } = new URL(c.req.url);
    const taken = await takeAttachment(
      message.attachment,
      { file, channel: page.channel },
      { ...deps.attachments, origin },
    );
    if ('error' in taken) return errorResponse(taken.error);
    attachment = taken.attachment;
  }
  const made: DirectMessage = {
    ...plain,
    ...{ id: newMid(page.channel), channel: page.channel, pageId: page.id, recipientId: recipient.id },
    ...{ from: 'page', writtenIn: 'app', text: message.text ?? null },
    attachments: attachment === null ? [] : [attachment],
    metadata: message.metadata ?? null,
    messagingType: asked.messaging_type ?? null,
    tag: tag ?? null,
    receivedAt: new Date(deps.clock()).toISOString(),
    replyTo: asked.reply_to?.mid ?? null,
  };
  const accept = () => deps.accept(page, made, deps.faults.takeReports(page.id, recipient.id));
  const fault = deps.faults.takeAnswer(page.id, recipient.id);
  if (fault !== null) return faultyAnswer(c, fault, { page, holdMs: deps.holdMs, accept });
  accept();
  return c.json({ recipient_id: recipient.id, message_id: made.id });
}

/** `POST /{page}/message_attachments`: what is uploaded once to be sent several times. */
export async function upload(
  c: GraphContext,
  page: Page,
  { values, file }: Params,
  { attachments }: SendDeps,
): Promise<Response> {
  const parsed = Upload.safeParse(values, { reportInput: true });
  if (!parsed.success) return errorResponse(invalid(problemOf(parsed.error)));
  const { attachment } = parsed.data.message;
  if ((attachment.payload.url === undefined) === (file === null))
    return errorResponse(invalid('An attachment must have either a url or filedata.'));
  const { origin } = new URL(c.req.url);
  const taken = await takeAttachment(attachment, { file, channel: page.channel }, { ...attachments, origin });
  if ('error' in taken) return errorResponse(taken.error);
  const id = `9${BigInt(`0x${randomBytes(6).toString('hex')}`)}`;
  attachments.uploads.set(id, taken.attachment);
  for (const oldest of attachments.uploads.keys()) {
    if (attachments.uploads.size <= maxUploads) break;
    attachments.uploads.delete(oldest);
  }
  return c.json({ attachment_id: id });
}

function refusalOf(page: Page, person: Person | null, byHumanAgent: boolean, now: number): GraphError | null {
  if (!page.scopes.some((scope) => scope.includes('messag'))) return refusals.noPermission(page.channel);
  if (person === null) return refusals.noUser(page.channel);
  const allowedMs = byHumanAgent ? windowMs.humanAgent : windowMs.standard;
  const isOpen = person.activeAt !== null && now - person.activeAt < allowedMs;
  return isOpen ? null : refusals.windowClosed(page.channel);
}

/** As long and of such letters as Meta's are. */
export const newMid = (channel: Channel): string =>
  channel === 'messenger'
    ? `m_${randomBytes(60).toString('base64url')}`
    : `aWdfZAG1faXRlbTox${randomBytes(108).toString('base64url').replaceAll('-', 'Z').replaceAll('_', 'D')}ZD`;
