import type { DoneAct } from './acts.ts';
import type { Evidence } from './evidence.ts';
import type { Finding, FindingKind } from './findings.ts';
import { correspondentOf } from './pages.ts';
import { clock } from './progress.ts';
import type { ChaosRun } from './run.ts';

const titles: Readonly<Record<FindingKind, string>> = {
  lost: 'lost',
  neverArrived: 'never arrived',
  doubled: 'doubled',
  outOfOrder: 'out of order',
  wronglySent: 'wrongly sent',
};

/** The results as a Markdown table. */
export function table(run: ChaosRun): string {
  const { options, trouble, acts, count } = run;
  const killed = sum(trouble.kills);
  const retried = acts.filter(({ tries }) => tries > 1).length;
  const allowed = `doubled as \`${options.onUnknown}\` allows, reports ${options.reports ? 'on' : 'off'}`;
  const rows: [string, string | number][] = [
    ['seed', options.seed],
    ['duration, and time to settle', `${clock(options.seconds)}, ${clock(run.drainedSeconds)}`],
    ['kills', `${killed} (${list(trouble.kills)})`],
    ['two at once; Temporal’s database deleted', `${trouble.twoAtOnce}; ${trouble.temporalDeleted}`],
    ['frozen; another MongoDB at the usual address', `${list(trouble.frozen)}; ${trouble.strangers}`],
    ['provider faults, emails at most', list(trouble.faults)],
    ['Meta’s faults, sends and events at most', list(trouble.metaFaults)],
    ['conversations on the site, on each channel', conversationsOf(run)],
    ['acts acknowledged', `${acts.length} (${retried} only after a retry)`],
    ['seconds in which something was acknowledged', servedSeconds(run)],
    ['messages', count.messages],
    ['deliveries, emails accepted, reports accepted', `${count.deliveries}, ${count.mails}, ${count.reports}`],
    ['visitors’ replies by email, accepted', count.replies],
    ['parts of messages on channels, echoes accepted', `${list(count.directs)}; ${count.echoes}`],
    ['messages written at Meta', count.written],
    ['agents’ messages by outcome', list(count.outcomes)],
    ['parts that exited by themselves', list(run.endedItself)],
    ['server errors other than 503', run.serverErrors.length],
    ['not settled at the end', run.restless.length],
    ...Object.entries(titles).map(([kind, title]): [string, number] => [
      `**${title}**`,
      count.counts[kind as FindingKind],
    ]),
    [`${allowed}: emails`, count.explainedDoubles],
    [`${allowed}: parts on channels`, count.explainedDirectDoubles],
  ];
  return ['| what | how many |', '| --- | --- |', ...rows.map(([what, value]) => `| ${what} | ${value} |`)].join('\n');
}

function conversationsOf({ options, acts }: ChaosRun): string {
  const begun = new Set(acts.flatMap(({ conversation }) => conversation ?? []));
  const on = options.channels.map(
    (channel) => `${channel} ${[...begun].filter((id) => correspondentOf(id)?.channel === channel).length}`,
  );
  return [options.conversations, ...on].join(', ');
}

/**
 * What is needed to understand each finding, by conversation: its text, and the acts, deliveries, emails and reports.
 */
export function explain({ acts, evidence, count }: ChaosRun, most = 5): string {
  const conversations = [...new Set(count.findings.map(({ conversation }) => conversation))];
  const left = conversations.length - most;
  return [
    ...conversations.slice(0, most).map((conversation) => {
      const found = count.findings.filter((finding) => finding.conversation === conversation);
      return [...found.map(sayFinding(evidence)), ...sayWhatHappened(acts, evidence, conversation)].join('\n');
    }),
    ...(left > 0 ? [`… and ${left} more conversations`] : []),
  ].join('\n\n');
}

const sayFinding =
  ({ messages }: Evidence) =>
  ({ kind, conversation, what, messageId }: Finding): string => {
    const outcome = messages.get(conversation)?.find(({ id }) => id === messageId)?.outcome;
    return `${titles[kind]}: ${conversation}: ${what}${outcome === undefined ? '' : `; outcome ${JSON.stringify(outcome)}`}`;
  };

function sayWhatHappened(acts: readonly DoneAct[], evidence: Evidence, conversation: string): string[] {
  const deliveries = [...evidence.deliveries.values()].filter((delivery) => delivery.conversationId === conversation);
  const isOurs = (deliveryId: string | null) => deliveries.some(({ id }) => id === deliveryId);
  const directs = evidence.directs.filter((part) => part.conversation === conversation);
  const dated = [
    ...acts
      .filter((done) => done.conversation === conversation)
      .map(({ act, sentAt, acknowledgedAt, conversation: _, ...how }): Dated => {
        const until = acknowledgedAt === null ? 'never' : time(acknowledgedAt);
        return [sentAt, `acknowledged ${until} ${JSON.stringify({ ...act, ...how })}`];
      }),
    ...evidence.mails
      .filter(({ deliveryId }) => isOurs(deliveryId))
      .map(({ acceptedAt, html: _, ...mail }): Dated => [acceptedAt, `mail ${JSON.stringify(mail)}`]),
    ...evidence.reports
      .filter(({ deliveryId }) => isOurs(deliveryId))
      .map(({ takenAt, event, mailId }): Dated => [takenAt, `report ${event} of mail ${mailId} taken`]),
    ...directs.map(({ acceptedAt, id, text }): Dated => [acceptedAt, `sent on the channel as ${id}: ${short(text)}`]),
    ...evidence.echoes
      .filter(({ mid }) => directs.some(({ id }) => id === mid))
      .map(({ takenAt, mid }): Dated => [takenAt, `echo of ${mid} taken`]),
  ];
  return [
    ...deliveries.map((delivery) => `  ${JSON.stringify(delivery)}`),
    ...dated.sort(([a], [b]) => a - b).map(([at, what]) => `  ${time(at)} ${what}`),
  ];
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text);

type Dated = [number, string];

/** The results as data. */
export function asJson(run: ChaosRun): string {
  const { evidence: _evidence, acts, count, ...rest } = run;
  const findings = count.findings.map(({ mails, ...finding }) => ({
    ...finding,
    mails: mails.map(({ html: _html, ...mail }) => mail),
  }));
  return JSON.stringify({ ...rest, acts: acts.length, count: { ...count, findings } }, null, 2);
}

/** In how many seconds anything was acknowledged during the kills: on a busy machine parts take long to come back. */
function servedSeconds({ acts, startedAt, options }: ChaosRun): string {
  const seconds = new Set(acts.map(({ acknowledgedAt }) => Math.floor(((acknowledgedAt ?? 0) - startedAt) / 1_000)));
  return `${[...seconds].filter((second) => second >= 0 && second < options.seconds).length} of ${options.seconds}`;
}

const time = (ms: number) => new Date(ms).toISOString().slice(11, 23);
const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);
const list = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
