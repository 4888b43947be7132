import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../src/contract/messages.ts';
import type { Mail } from '../sendgrid/mail.ts';
import type { MailClient } from '../sendgrid/reply/mail-clients.ts';
import type { ReplyRequest } from '../sendgrid/reply/reply-routes.ts';
import type { Happening, VisitorsWords } from './happenings.ts';
import { mailsTo, replyTo } from './mailbox.ts';
import { answerInOwnInbox } from './page.ts';
import { messageIn, type Scene } from './scene.ts';
import type { Stage } from './stage.ts';

/** What a row's happenings act on. */
export interface Acting {
  readonly stage: Stage;
  readonly scene: Scene;
  /** Grows with each message. */
  readonly said: Said[];
  /** How long to wait for something that another process does. */
  readonly lateSeconds: number;
  readonly stop: AbortSignal;
}

export interface Said {
  readonly label: string;
  readonly id: string;
  /** Null while it is held. */
  readonly seq: number | null;
}

const agentsWords = 'the parcel ships tomorrow.';
/** 4,500 characters. */
const atLength = 'All about the parcels, one by one. '.repeat(129).slice(0, 4_496);
const botsWords = 'an agent will be with you soon.';
const yesterdayMs = 25 * 3_600_000;
/** For what other processes do, even where a row allows nothing to be late. */
const shortestWaitSeconds = 5;

/** Another address of the visitor, such as the one at work. */
export const anotherAddressOf = (address: string) => `another.${address}`;

const visitorsWords = (words: VisitorsWords, address: string): string => {
  switch (words) {
    case 'question':
      return 'when does the parcel ship?';
    case 'address':
      return `please write to ${address}.`;
    case 'twoAddresses':
      return `please write to ${address} or ${anotherAddressOf(address)}.`;
    case 'anotherAddress':
      return `${anotherAddressOf(address)} is better.`;
    default:
      return words satisfies never;
  }
};

/** Does what the row says, except what it only asks the API. */
export async function perform(happening: Exclude<Happening, { kind: 'finds' }>, acting: Acting): Promise<unknown> {
  const { stage, scene, said } = acting;
  const { frontend, address } = stage;
  const { visitor } = scene;
  const chat = scene.chat;
  const say = async (kind: 'A' | 'B' | 'V', post: (label: string) => Promise<Message>) => {
    const label = `${kind}${said.filter((earlier) => earlier.label.startsWith(kind)).length + 1}`;
    const { id, seq } = await post(label);
    said.push({ label, id, seq });
  };
  switch (happening.kind) {
    case 'agentSays':
      return say('A', async (label) => {
        const { forwarding } = happening;
        return (await chat()).agentSays(`${label}: ${agentsWords}`, 'Ada', { forwarding });
      });
    case 'agentSaysAtLength':
      return say('A', async (label) => (await chat()).agentSays(`${label}: ${atLength}`));
    case 'answeredInOwnInbox':
      return say('A', async (label) => {
        const text = `${label}: ${agentsWords}`;
        if (stage.page === null) throw new Error('only a page has an inbox at Meta');
        await answerInOwnInbox(stage.page, text);
        return messageIn(await chat(), text);
      });
    case 'agentSaidYesterday': {
      const at = new Date(Date.now() - yesterdayMs).toISOString();
      return say('A', async (label) => (await chat()).agentSays(`${label}: ${agentsWords}`, 'Ada', { at }));
    }
    case 'botSays':
      return say('B', async (label) => (await chat()).botSays(`${label}: ${botsWords}`));
    case 'visitorSays':
      return say('V', (label) => visitor.says(`${label}: ${visitorsWords(happening.words, address)}`));
    case 'leaves':
      return visitor.presence('left');
    case 'isActive':
      return visitor.presence('active');
    case 'beats':
      return visitor.presence('here');
    case 'reads':
      return visitor.readUpTo(Math.max(0, ...said.map(({ seq }) => seq ?? 0)));
    case 'closes':
      return (await chat()).close();
    case 'asksFor':
      return (await chat()).forwarding(happening.action);
    case 'addressGiven': {
      const email = happening.isNone ? null : address;
      return happening.by === 'contactForm' ? visitor.fillsIn(email) : (await chat()).identify(email, happening.by);
    }
    case 'deletes':
      return (await chat()).remove(said.find(({ label }) => label === happening.label)?.id ?? '');
    case 'agentBecomes':
      return frontend.setStatus(happening.agent, happening.status);
    case 'accountSets':
      return frontend.changeSettings(happening.settings);
    case 'replays':
      return frontend.replay(await parkedDelivery(acting));
    case 'othersAreMailed':
      return Promise.all(Array.from({ length: happening.count }, (_, index) => mailOther(stage, index + 1)));
    case 'repliesByMail':
      return say('V', (label) =>
        replyByMail(happening, acting, `${label}: ${visitorsWords('question', address)} Grüße!`),
      );
    case 'stopsByMail':
      return stopMail(acting, happening.by === 'oneClick' ? { 'List-Unsubscribe': 'One-Click' } : { action: 'notMe' });
    default:
      return happening satisfies never;
  }
}

/** The language and the charset of each email program, so that many are tried. */
const manners: Readonly<Record<MailClient, Pick<ReplyRequest, 'locale' | 'charset'>>> = {
  gmail: { locale: 'en', charset: 'utf-8' },
  android: { locale: 'it', charset: 'utf-8' },
  outlook: { locale: 'de', charset: 'windows-1252' },
  outlookWeb: { locale: 'nl', charset: 'iso-8859-1' },
  appleMail: { locale: 'fr', charset: 'utf-8' },
  iphone: { locale: 'ja', charset: 'utf-8' },
  thunderbird: { locale: 'es', charset: 'iso-8859-15' },
  thunderbirdText: { locale: 'pl', charset: 'iso-8859-2' },
  yahoo: { locale: 'pt', charset: 'utf-8' },
};

/** The newest email to the visitor. Where the first one may come late, it is waited for. */
async function newestMail({ stage, lateSeconds, stop }: Omit<Acting, 'scene' | 'said'>): Promise<Mail> {
  const giveUpAt = Date.now() + lateSeconds * 1000;
  for (;;) {
    const [mail] = await mailsTo(stage.mailbox, stage.address);
    if (mail !== undefined) return mail;
    if (Date.now() > giveUpAt) throw new Error('there is no email');
    await sleep(250, undefined, { signal: stop });
  }
}

/**
 * Answers the newest email, quoting it as the email program does, and waits for the message that this becomes: it has to
 * be what was written and nothing else.
 */
async function replyByMail(
  { from, client }: Extract<Happening, { kind: 'repliesByMail' }>,
  { stage, scene, lateSeconds, stop }: Acting,
  text: string,
): Promise<Message> {
  const { mailbox, address } = stage;
  const mail = await newestMail({ stage, lateSeconds, stop });
  const author = from === 'visitor' ? {} : { from: anotherAddressOf(address) };
  const state = await replyTo(mailbox, mail.id, { client, text, ...manners[client], ...author });
  if (state !== 'accepted') throw new Error(`the reply by email is ${state}`);
  const chat = await scene.chat();
  const giveUpAt = Date.now() + Math.max(lateSeconds, shortestWaitSeconds) * 1000;
  for (;;) {
    const found = (await chat.messages()).find((message) => message.text.startsWith(text));
    if (found?.text === text) return found;
    if (found !== undefined) throw new Error(`the reply by email shows more than was written: ${found.text}`);
    if (Date.now() > giveUpAt) throw new Error('the reply by email is no message in the conversation');
    await sleep(250, undefined, { signal: stop });
  }
}

/** Posts to the link in the newest mail's List-Unsubscribe. */
async function stopMail(acting: Acting, form: Record<string, string>): Promise<void> {
  const { headers } = await newestMail(acting);
  const link = /^<(.+)>$/.exec(headers['List-Unsubscribe'] ?? '')?.[1];
  if (link === undefined) throw new Error('the newest email has no unsubscribe link');
  const answer = await fetch(link, { method: 'POST', body: new URLSearchParams(form) });
  if (!answer.ok) throw new Error(`unsubscribing was answered ${answer.status}`);
}

async function mailOther({ frontend, conversationId, address }: Stage, number: number): Promise<void> {
  const other = frontend.conversation(`${conversationId}-other-${number}`);
  await other.begin({ email: address });
  await other.agentSays(agentsWords);
  await other.presence('left');
}

async function parkedDelivery({ stage, lateSeconds, stop }: Acting): Promise<string> {
  const giveUpAt = Date.now() + lateSeconds * 1000;
  for (;;) {
    const [parked] = await stage.frontend.deliveries('?status=parked');
    if (parked !== undefined) return parked.id;
    if (Date.now() > giveUpAt) throw new Error('there is no parked delivery to replay');
    await sleep(250, undefined, { signal: stop });
  }
}
