import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Forwarding } from '../../src/contract/conversations.ts';
import { parkedReasons } from '../../src/contract/deliveries.ts';
import { deadLetterReasons } from '../../src/contract/inbound.ts';
import { replayRefusals } from '../../src/contract/jobs.ts';
import { alertMessages } from '../../src/contract/status.ts';

const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
/** What the rows of tables begin with: of the alerts, and of what comes after them. */
const rowsIn = (text: string) => [...text.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
const afterAlerts = guide.indexOf('## The doctor');
const alerts = rowsIn(guide.slice(0, afterAlerts));
const rows = rowsIn(guide.slice(afterAlerts));

const states = Forwarding.shape.state.options;

describe('docs/operations.md', () => {
  it('says what to do about each alert', () => {
    expect(alerts.sort()).toEqual(Object.keys(alertMessages).sort());
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

  it('tells of no other', () => {
    const reasons = [...parkedReasons, ...replayRefusals, ...Object.keys(deadLetterReasons)];
    const known: readonly string[] = [...reasons, 'AfterchatState', ...states];
    expect(rows.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });
});
