import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults, InboundFault } from '../faults.ts';
import { openSigningKey } from '../signing-key.ts';
import { fieldsOf } from './fields.ts';
import { formOf } from './form.ts';
import { openInboundList, type Received } from './inbound-list.ts';
import type { InboundMail } from './inbound-mail.ts';
import type { ParseSetting, ParseSettings } from './parse-settings.ts';
import { postInbound, type Sent } from './post.ts';

/** When SendGrid gives up. */
const giveUpMs = 72 * 3_600_000;
const maxRestMs = 30_000;
/** How many posts inboundInParallel makes at once. */
const copies = 4;

export interface InboxOptions {
  readonly settings: ParseSettings;
  readonly faults: Faults;
  readonly stateFile: string | null;
  /** The wait before a post is repeated, doubling up to 30 s. */
  readonly retryMs: number;
  /** Called when an email came in, and when one was posted. */
  readonly onChange?: (() => void) | undefined;
}

/** How one email is posted the first time. */
interface Way {
  readonly signed: 'rightly' | 'wrongly' | 'not';
  readonly body: 'whole' | 'half';
  readonly sent: Sent;
}
const usual: Way = { signed: 'rightly', body: 'whole', sent: 'whole' };

export type Inbox = ReturnType<typeof openInbox>;

/**
 * Takes the emails for the hosts with a parse setting, and posts each until it is accepted (2xx) or refused (anything
 * but 5xx). With a state file an email is on disk when `receive` returns, and is posted after a restart as well.
 */
export function openInbox({ settings, faults, stateFile, retryMs, onChange = () => {} }: InboxOptions) {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const list = openInboundList(stateFile);
  const anotherKey = openSigningKey(null);
  for (const { mail, state } of list.all()) if (state === 'waiting') void repeat(mail);

  /** One post; resolves when it is noted. */
  async function post(mail: InboundMail, setting: ParseSetting, way: Way): Promise<number | null> {
    const { contentType, body } = formOf(await fieldsOf(mail, setting));
    const key = settings.keyOf(setting);
    const answered = await postInbound({
      ...{ url: setting.url, contentType, sent: way.sent, stopped: stop.signal },
      body: way.body === 'whole' ? body : body.subarray(0, Math.floor(body.length / 2)),
      key: way.signed === 'rightly' ? key : way.signed === 'wrongly' ? anotherKey : null,
    });
    if (stop.signal.aborted) return answered;
    list.notePost(mail.id, { at: new Date().toISOString(), answered });
    onChange();
    return answered;
  }

  /** Posts it once. Returns whether it has ended. */
  async function tryOnce(mail: InboundMail, fault: InboundFault | null): Promise<boolean> {
    const setting = settingOf(mail);
    if (setting === null) return end(mail, 'noSetting');
    const [first, ...others] = waysOf(fault);
    const answers = [await Promise.all(first.map((way) => post(mail, setting, way)))];
    for (const ways of others) answers.push(await Promise.all(ways.map((way) => post(mail, setting, way))));
    return ended(mail, answers.flat());
  }

  function ended(mail: InboundMail, answers: readonly (number | null)[]): boolean {
    if (stop.signal.aborted) return true;
    if (answers.some(isAccepted)) return end(mail, 'accepted');
    if (answers.every(isTemporary)) return false;
    return end(mail, 'refused');
  }

  function end(mail: InboundMail, state: Exclude<Received['state'], 'waiting'>): true {
    list.end(mail.id, state);
    onChange();
    return true;
  }

  async function repeat(mail: InboundMail): Promise<void> {
    const giveUpAt = Date.parse(mail.receivedAt) + giveUpMs;
    for (let restMs = retryMs; ; restMs = Math.min(2 * restMs, maxRestMs)) {
      if (Date.now() + restMs > giveUpAt) return void end(mail, 'givenUp');
      await sleep(restMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      if (stop.signal.aborted || (await tryOnce(mail, null))) return;
    }
  }

  const settingOf = ({ envelope: { to } }: InboundMail): ParseSetting | null =>
    to.map((address) => settings.find(address.slice(address.lastIndexOf('@') + 1))).find((found) => found !== null) ??
    null;

  return {
    /** Resolves when it has been posted once; if that was in vain, it is posted again later. */
    async receive(mail: InboundMail): Promise<Received> {
      list.add(mail);
      onChange();
      if (!(await tryOnce(mail, faults.takeInbound(mail.author)))) void repeat(mail);
      return list.find(mail.id) ?? { mail, state: 'waiting', posts: [] };
    },
    list,
    close(): void {
      stop.abort();
      list.close();
    },
  };
}

/** Rounds of posts: those of one round go out together. */
function waysOf(fault: InboundFault | null): readonly [readonly Way[], ...(readonly Way[])[]] {
  if (fault === null) return [[usual]];
  switch (fault.mode) {
    case 'inboundTwice':
      return [[usual], [usual]];
    case 'inboundInParallel':
      return [Array.from({ length: copies }, () => usual)];
    case 'inboundWrongSignature':
      return [[{ ...usual, signed: 'wrongly' }]];
    case 'inboundUnsigned':
      return [[{ ...usual, signed: 'not' }]];
    case 'inboundTruncated':
      return [[{ ...usual, body: 'half' }]];
    case 'inboundBrokenOff':
      return [[{ ...usual, sent: 'halfThenNothing' }]];
    default:
      return fault.mode satisfies never;
  }
}

const isAccepted = (status: number | null) => status !== null && status >= 200 && status < 300;
const isTemporary = (status: number | null) => status === null || status >= 500;
