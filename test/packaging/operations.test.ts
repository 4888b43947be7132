import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { Forwarding } from '../../src/contract/conversations.ts';
import { parkedReasons } from '../../src/contract/deliveries.ts';
import { deadLetterReasons } from '../../src/contract/inbound.ts';
import { replayRefusals } from '../../src/contract/jobs.ts';
import { alertMessages } from '../../src/contract/status.ts';
import { withdrawalNames } from '../../src/contract/withdrawals.ts';
import { registry } from '../../src/operating/metrics.ts';
import { observeStore } from '../../src/operating/store-gauges.ts';
import type { Store } from '../../src/store/mongo/store.ts';

const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
/** What the rows of tables begin with: of the alerts, and of what comes after them. */
const rowsIn = (text: string) => [...text.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
const afterAlerts = guide.indexOf('## The doctor');
const tableOfAlerts = guide.slice(0, afterAlerts);
const alerts = rowsIn(tableOfAlerts);
/** The test that each row of the alerts names: `[file](path "title")`. */
const firedBy = [...tableOfAlerts.matchAll(/^\| `(\w+)` .*\[[^\]]+\]\(\.\.\/([^ ]+\.test\.ts) "(.+)"\)/gm)].map((row) =>
  row.slice(1),
) as [string, string, string][];
const rows = rowsIn(guide.slice(afterAlerts));

const metricsGuide =
  readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8').split('## What to watch')[1] ?? '';

observeStore({} as Store, Date.now);

interface Rule {
  readonly alert: string;
  readonly expr: string;
}
const alertRules = parse(readFileSync(new URL('../../docs/alerts.yml', import.meta.url), 'utf8')).groups.flatMap(
  ({ rules }: { rules: Rule[] }) => rules,
) as Rule[];

/** Metrics, and the labels by which something asks for them. */
interface Asked {
  readonly of: readonly string[];
  readonly labels: readonly string[];
}

const metricName = /\b(?:afterchat|nodejs|process|temporal)_\w+/g;

/** Each metric of an expression with what its selector names: `name{label="value"}`. */
const metricsIn = (expr: string): Asked[] =>
  [...expr.matchAll(new RegExp(`(${metricName.source})(?:\\{([^}]*)\\})?`, 'g'))].map(
    ([, name = '', selector = '']) => ({
      of: [name],
      labels: [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }),
  );

/** What it groups by, of all of its metrics together. Prometheus itself adds `instance`. */
const groupsIn = (expr: string): Asked[] =>
  [...expr.matchAll(/\bby \(([^)]*)\)/g)].map(([, labels = '']) => ({
    of: expr.match(metricName) ?? [],
    labels: labels.split(/,\s*/).filter((label) => label !== 'instance'),
  }));

/** A histogram has series of its own, whose names end so. */
const familyOf = (name: string) => name.replace(/(?<=_seconds)_(?:bucket|sum|count)$/, '');

/** The labels of a metric; null if there is none of this name. What Temporal's SDK has is seen in a running worker only. */
function labelsOf(name: string): readonly string[] | null {
  if (name.startsWith('temporal_')) return [...temporalLabels, 'le'];
  const metric = registry.getSingleMetric(familyOf(name));
  if (metric === undefined) return null;
  const { labelNames = [] } = metric as unknown as { readonly labelNames?: readonly string[] };
  return name.endsWith('_bucket') ? [...labelNames, 'le'] : labelNames;
}

const temporalLabels = ['namespace', 'task_queue', 'worker_type', 'workflow_type', 'failure_reason', 'operation'];

const states = Forwarding.shape.state.options;

describe('docs/operations.md', () => {
  it('says what to do about each alert', () => {
    expect([...alerts].sort()).toEqual(Object.keys(alertMessages).sort());
  });

  it('names for each alert a test that fires it', () => {
    expect(firedBy.map(([alert]) => alert)).toEqual(alerts);
  });

  it.each(firedBy)('names for %s a test in %s that expects it: %s', (alert, file, title) => {
    expect(testIn(file, title)).toContain(`'${alert}'`);
  });

  it.each(parkedReasons)('says what to do about what is parked for %s', (reason) => {
    expect(rows).toContain(reason);
  });

  it.each(replayRefusals)('says what the refusal %s means', (refusal) => {
    expect(rows).toContain(refusal);
  });

  it.each(Object.keys(deadLetterReasons))('says what to do about a dead letter because of %s', (reason) => {
    expect(rows).toContain(reason);
  });

  it.each(states)('says what the state %s of a conversation means', (state) => {
    expect(rows).toContain(state);
  });

  it('says of each reason of a withdrawal what becomes of the messages', () => {
    const table = guide.match(/^\| withdrawn because of .+\n(?:\|.*\n)+/m)?.[0] ?? '';
    const reasons = [...table.matchAll(/^\| (`.+?) +\|/gm)].flatMap(([, cell]) => cell!.match(/\w+/g)!);
    expect(reasons.sort()).toEqual([...withdrawalNames].sort());
  });

  it('tells of no other', () => {
    const reasons = [...parkedReasons, ...replayRefusals, ...Object.keys(deadLetterReasons), ...withdrawalNames];
    const known: readonly string[] = [...reasons, 'AfterchatState', ...states];
    expect(rows.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });
});

describe('docs/deploy.md, What to watch', () => {
  it('names each metric of the service, and no other', async () => {
    const ours = registry.getMetricsAsArray().flatMap(({ name }) => (name.startsWith('afterchat_') ? [name] : []));
    const named = [...metricsGuide.matchAll(/\bafterchat_\w+?(?=_count\b|\b)/g)].map(([name]) => name);
    expect([...new Set(named)].sort()).toEqual(ours.sort());
  });
});

describe('docs/alerts.yml', () => {
  it('refers to metrics that exist, by labels that they have', () => {
    const wrong = alertRules.flatMap(({ alert, expr }) =>
      [...metricsIn(expr), ...groupsIn(expr)].flatMap(({ of, labels }) => {
        const known = of.map(labelsOf);
        if (known.includes(null)) return [`${alert}: there is no ${of}`];
        const unknown = labels.filter((label) => !known.some((each) => each?.includes(label)));
        return unknown.map((label) => `${alert}: ${of} has no label ${label}`);
      }),
    );
    expect(alertRules.length).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
  });

  it('is about what the guide explains', () => {
    const names = alertRules.flatMap(({ expr }) => metricsIn(expr).flatMap(({ of }) => of));
    expect(names.map(familyOf).filter((name) => !metricsGuide.includes(`\`${name}\``))).toEqual([]);
  });
});

/** The text of a test with this title, from its `it` to the next one's. */
function testIn(file: string, title: string): string {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const quoted = [`'${title}', `, `"${title}", `].map((each) => text.indexOf(each));
  const at = Math.max(...quoted);
  if (at === -1) return '';
  const begins = '\n  it';
  const end = text.indexOf(begins, at);
  return text.slice(text.lastIndexOf(begins, at), end === -1 ? undefined : end);
}
