import type { Finding, FindingKind } from './findings.ts';
import { clock } from './progress.ts';
import type { ChaosRun } from './run.ts';

const titles: Readonly<Record<FindingKind, string>> = {
  lost: 'lost',
  neverArrived: 'never arrived',
  doubled: 'doubled',
  wronglySent: 'wrongly sent',
};

/** The account as a Markdown table. */
export function table(run: ChaosRun): string {
  const { options, trouble, acts, count } = run;
  const killed = sum(trouble.kills);
  const retried = acts.filter(({ tries }) => tries > 1).length;
  const rows: [string, string | number][] = [
    ['seed', options.seed],
    ['time, and until quiet', `${clock(options.seconds)}, ${clock(run.drainedSeconds)}`],
    ['kills', `${killed} (${list(trouble.kills)})`],
    ['of these two at once; Temporal’s database deleted', `${trouble.twoAtOnce}; ${trouble.temporalDeleted}`],
    ['provider’s faults, mails at most', list(trouble.faults)],
    ['conversations', options.conversations],
    ['acts acknowledged', `${acts.length} (${retried} only when sent again)`],
    ['messages', count.messages],
    ['deliveries, mails accepted', `${count.deliveries}, ${count.mails}`],
    ['agents’ messages by outcome', list(count.outcomes)],
    ['parts that ended by themselves', list(run.endedItself)],
    ['server errors but 503', run.serverErrors.length],
    ['not quiet at the end', run.restless.length],
    ...Object.entries(titles).map(([kind, title]): [string, number] => [
      `**${title}**`,
      count.counts[kind as FindingKind],
    ]),
    [`doubled as \`${options.onUnknown}\` allows, reports ${options.reports ? 'on' : 'off'}`, count.explainedDoubles],
  ];
  return ['| what | how many |', '| --- | --- |', ...rows.map(([what, value]) => `| ${what} | ${value} |`)].join('\n');
}

/** What is needed to see why each of the first findings is one: the acts, the deliveries, the mails' times. */
export function explain(run: ChaosRun, most = 10): string {
  return run.count.findings
    .slice(0, most)
    .map((finding) => explainOne(run, finding))
    .join('\n\n');
}

function explainOne({ acts, evidence }: ChaosRun, { kind, conversation, what, messageId, mails }: Finding): string {
  const deliveries = [...evidence.deliveries.values()].filter((delivery) => delivery.conversationId === conversation);
  const concerned = acts.filter((done) => done.conversation === conversation);
  const outcome = evidence.messages.get(conversation)?.find(({ id }) => id === messageId)?.outcome;
  return [
    `${titles[kind]}: ${conversation}: ${what}`,
    ...(outcome === undefined ? [] : [`  outcome ${JSON.stringify(outcome)}`]),
    ...mails.map(
      (mail) =>
        `  mail ${mail.id} of ${mail.deliveryId} accepted ${time(mail.acceptedAt)}, news ${mail.news.join(' ')}`,
    ),
    ...deliveries.map((delivery) => `  delivery ${JSON.stringify(delivery)}`),
    ...concerned.map(
      ({ act, sentAt, acknowledgedAt, seq, upTo, tries }) =>
        `  ${time(sentAt)} to ${acknowledgedAt === null ? '?' : time(acknowledgedAt)} ${JSON.stringify(act)} seq ${seq} upTo ${upTo} tries ${tries}`,
    ),
  ].join('\n');
}

/** The same as data. */
export function asJson(run: ChaosRun): string {
  const { evidence: _evidence, acts, count, ...rest } = run;
  const findings = count.findings.map(({ mails, ...finding }) => ({
    ...finding,
    mails: mails.map(({ html: _html, ...mail }) => mail),
  }));
  return JSON.stringify({ ...rest, acts: acts.length, count: { ...count, findings } }, null, 2);
}

const time = (ms: number) => new Date(ms).toISOString().slice(11, 23);
const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);
const list = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
