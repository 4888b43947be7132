import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type GraphRequest, graphRequest } from '../../src/channels/meta/graph.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { startWebhookEndpoint } from '../support/webhook-endpoint.ts';

const graph = forThisFile(startWebhookEndpoint);
const ask = (request: Partial<GraphRequest> = {}) => {
  const host = `http://127.0.0.1:${graph.port}`;
  return graphRequest({ method: 'GET', host, path: '/me', accessToken: 'tok', timeoutMs: 5_000, ...request });
};

describe('a request to the Graph API', () => {
  it('names the version, carries the token in the header alone, and tells what was answered', async () => {
    let url = '';
    graph.answer((response) => {
      url = response.req.url ?? '';
      response.writeHead(400, { 'facebook-api-version': 'v26.0' }).end('{"error":{"code":190}}');
    });
    const answer = await ask({ method: 'POST', query: { fields: 'id,name' }, body: { a: 1 } });
    expect(answer).toMatchObject({
      ...{ kind: 'answered', status: 400, body: { error: { code: 190 } } },
      headers: { 'facebook-api-version': 'v26.0' },
    });
    const [{ headers, json } = { headers: {}, json: null }] = graph.take();
    expect([url, headers.authorization, json]).toEqual(['/v26.0/me?fields=id%2Cname', 'Bearer tok', { a: 1 }]);
  });

  it('tells a connection that was never made from an answer that did not come', async () => {
    expect(await ask({ host: 'http://127.0.0.1:1' })).toEqual({ kind: 'noConnection', code: 'ECONNREFUSED' });
    graph.answer((response) => void response.destroy());
    expect(await ask()).toEqual({ kind: 'cutOff', code: 'ECONNRESET' });
    graph.answer(() => {});
    expect(await ask({ timeoutMs: 30 })).toEqual({ kind: 'cutOff', code: 'ETIMEDOUT' });
  });

  it('reads no JSON where there is none, and no more than a bound', async () => {
    graph.answer((response) => void response.writeHead(502).end('<html>'));
    expect(await ask()).toMatchObject({ kind: 'answered', status: 502, body: null });
    graph.answer((response) => void response.writeHead(200).end(`"${'x'.repeat(300_000)}"`));
    expect(await ask()).toMatchObject({ kind: 'answered', status: 200, body: null });
  });

  it('proves that the app uses the token, by the secret that Meta takes, and without a proof if it takes none', async () => {
    const asked: (string | null)[] = [];
    let taken: string | null = null;
    graph.answer((response) => {
      const proof = new URL(response.req.url ?? '', 'http://graph').searchParams.get('appsecret_proof');
      asked.push(proof);
      const isRefused = proof !== null && proof !== taken;
      const error = { code: 100, message: 'Invalid appsecret_proof provided in the API argument' };
      response.writeHead(isRefused ? 400 : 200).end(JSON.stringify(isRefused ? { error } : {}));
    });
    const proofs = ['new', 'old'].map((secret) => createHmac('sha256', secret).update('tok').digest('hex'));
    const provenBy = ['new', 'old'];
    taken = proofs[1] ?? null;
    expect(await ask({ provenBy })).toMatchObject({ status: 200 });
    expect(asked.splice(0)).toEqual(proofs);
    taken = null;
    expect(await ask({ provenBy })).toMatchObject({ status: 200 });
    expect(asked).toEqual([...proofs, null]);
  });
});
