import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import { forwardOne, type Service, startService } from './service.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

/** A collector that keeps what OTLP over HTTP (JSON) brings. */
async function startCollector() {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    jest.setTimeout(180_000);

    let text = '';
    for await (const chunk of request) text += chunk;
    if (request.url === '/v1/traces')
      for (const { scopeSpans } of JSON.parse(text).resourceSpans)
        for (const scope of scopeSpans) spans.push(...scope.spans);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let collector: Awaited<ReturnType<typeof startCollector>>;
let service: Service;
beforeAll(async () => {
  collector = await startCollector();
  service = await startService({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '200' });
  const parts = [await service.run('api'), await service.run('worker')] as const;
  const chat = await forwardOne(service.frontend(parts[0]), 'traced');
  await until('it is mailed', 60, async () => (await chat.messages()).at(-1)?.outcome?.state === 'mailed');
  await until('the workflow knows of it', 60, async () =>
    collector.spans.some(({ name }) => name === 'StartActivity:deliver'),
  );
  for (const { child, exitCode } of [...parts].reverse()) {
    child.kill('SIGTERM');
    await exitCode;
  }
});
afterAll(async () => {
  await service.stop();
  collector.stop();
});

describe('traces', () => {
  // The workflow's own span is not there: it ends with the workflow, which goes on as long as the conversation.
  it('are one from the HTTP call that woke the workflow to the mail', () => {
    const mail = collector.spans.find(({ name }) => name.startsWith('SendGrid'));
    expect(mail).toBeDefined();
    const names = collector.spans.filter(({ traceId }) => traceId === mail!.traceId).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(POST|PUT) \/v1\/conversations\/:id\//),
        'SignalWithStartWorkflow:conversation',
        'RunActivity:look',
        'StartActivity:deliver',
        'RunActivity:deliver',
        'SendGrid mail/send',
      ]),
    );
  });

  it('have the mail within the activity, and the signal within the call', () => {
    const parentOf = (name: RegExp) => {
      const span = collector.spans.find((each) => name.test(each.name));
      return collector.spans.find(({ spanId }) => spanId === span?.parentSpanId)?.name;
    };
    expect(parentOf(/^SendGrid/)).toBe('RunActivity:deliver');
    expect(parentOf(/^RunActivity:deliver/)).toBe('StartActivity:deliver');
    expect(parentOf(/^SignalWithStartWorkflow/)).toMatch(/^(POST|PUT) \/v1\/conversations\/:id\//);
  });

  it('hold no text and no address', () => {
    expect(collector.spans.length).toBeGreaterThan(5);
    expect(JSON.stringify(collector.spans)).not.toMatch(/visitor@example|Tomorrow|When does it ship/);
  });

  it('can be switched off and on again under running workflows', async () => {
    const api = await service.run('api');
    const frontend = service.frontend(api);
    const chat = frontend.conversation('traced');
    for (const OTEL_EXPORTER_OTLP_ENDPOINT of ['', collector.url]) {
      const worker = await service.run('worker', { OTEL_EXPORTER_OTLP_ENDPOINT });
      const before = service.sendGrid.arrived();
      await chat.presence('active');
      const message = { id: `later-${before}`, author: { kind: 'agent', id: 'ada', name: 'Ada' }, text: 'By rail.' };
      await frontend.call('POST', '/v1/conversations/traced/messages', message);
      await chat.presence('left');
      await until('it is mailed', 60, async () => service.sendGrid.arrived() === before + 1);
      worker.child.kill('SIGTERM');
      expect(await worker.exitCode).toBe(0);
      expect(worker.output()).not.toMatch(/[Nn]ondeterminism/);
    }
  });
});
