import { describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { type OpenApiDocument, operationsOf, type Placed } from '../../src/api/documentation/open-api.ts';
import { problems } from '../../src/api/problems.ts';
import { faultNames, faultOf } from '../../src/contract/faults.ts';
import { Settings } from '../../src/contract/settings.ts';
import { inboundCheck } from '../../src/doctor/inbound-parse.ts';
import { mxCheck } from '../../src/doctor/reply-domains.ts';
import { sendersCheck } from '../../src/doctor/senders.ts';
import { warningsOf } from '../../src/policy/account/settings-warnings.ts';
import { refusals as french } from '../../web/inbox/words/fr/refusals.ts';

/** Of these, only the kind says something: the API's own words are shown. */
const general = ['conflict', 'http-error'];

async function documented(): Promise<Placed[]> {
  const app = createApp({} as ApiDeps);
  return operationsOf((await (await app.request('/openapi.json')).json()) as OpenApiDocument);
}

const isOfAgents = ({ path }: Placed) => path.startsWith('/v1/') && !path.startsWith('/v1/visitor/');

const slugsOf = (operations: readonly Placed[]) =>
  operations
    .flatMap(({ operation }) => Object.values(operation.responses))
    .flatMap(({ content = {} }) => Object.keys(content['application/problem+json']?.examples ?? {}));

describe('the inbox says in French', () => {
  it('every problem that its routes, or any route, can answer', async () => {
    const operations = await documented();
    const ofAgents = slugsOf(operations.filter(isOfAgents));
    const ofOthers = slugsOf(operations.filter((placed) => !isOfAgents(placed)));
    const ofAny = Object.values(problems).flatMap(({ slug }) => (ofOthers.includes(slug) ? [] : [slug]));
    const slugs = [...new Set([...ofAgents, ...ofAny])].filter((slug) => !general.includes(slug));
    expect(slugs.length).toBeGreaterThan(50);
    expect(slugs.filter((slug) => !Object.hasOwn(french.problems, slug))).toEqual([]);
  });

  it('what is wrong with a setting, in a sentence for each that has to be written in some way', () => {
    const wrong = {
      ...{ emailForwarding: 'x', locale: '!', timeZone: 'Mars/Olympus', junk: 1 },
      timing: { settleSeconds: -1, quietHours: { from: '7', to: '7' } },
      sender: { name: '', address: 'ada', replyDomain: 'acme' },
      brand: { siteUrl: 'acme', logoUrl: 'acme', color: 'red', allowedOrigins: ['acme'] },
      inbox: { allowedOrigins: ['acme'] },
    };
    const issues = Settings.safeParse(wrong).error?.issues ?? [];
    const faults = issues.map((issue) => ({ path: issue.path.join('.').replace(/\d+/g, '*'), ...faultOf(issue) }));
    expect(faults).toContainEqual({ path: 'timing.settleSeconds', code: 'too-small', limit: 0 });
    expect(faults).toContainEqual({ path: 'sender.name', code: 'empty' });
    expect(faults).toContainEqual({ path: 'emailForwarding', code: 'not-a-choice' });
    const formats = faults.flatMap(({ path, code }) => (code === 'wrong-format' ? [`${path} ${code}`] : []));
    expect(formats).toHaveLength(11);
    expect(formats.filter((fault) => !Object.hasOwn(french.faultsAt, fault))).toEqual([]);
    const codes = Object.keys(french.faultsAt).map((fault) => fault.split(' ')[1]);
    expect(faultNames).toEqual(expect.arrayContaining(codes));
  });

  it('every check of the email settings', () => {
    expect(Object.keys(french.checks)).toEqual([sendersCheck, inboundCheck, mxCheck]);
  });

  it('every warning about settings', () => {
    const warned = [
      Settings.parse({ emailForwarding: 'nothing', inbox: { notifyAgentsAfterSeconds: 60 } }),
      Settings.parse({ emailForwarding: 'transcript', sender: { name: 'Acme', address: 'support@acme.example' } }),
    ].flatMap(warningsOf);
    expect(warned.map(({ field }) => field)).toEqual(Object.keys(french.warnings));
  });
});
