import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../bin/servers/ports.mjs';
import { type ChatFrontend, chatFrontend } from '../../dev/chat.ts';
import { until } from '../../dev/servers/until.ts';
import { Settings } from '../../src/contract/settings.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import { startTemporal, testMongoUri } from '../support/servers.ts';
import { openTestStore } from '../support/test-store.ts';

/** A SendGrid whose answers can be held back: mails arrive, and are accepted when the test says so. */
export async function startSlowSendGrid() {
  const held: (() => void)[] = [];
  let isSlow = false;
  let arrived = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      arrived += 1;
      const accept = () => response.writeHead(202, { 'x-message-id': `m${arrived}` }).end();
      if (isSlow) held.push(accept);
      else accept();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: () => arrived,
    hold: () => {
      isSlow = true;
    },
    release: () => {
      isSlow = false;
      for (const accept of held.splice(0)) accept();
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface RunningPart {
  readonly child: ChildProcess;
  readonly api: string;
  readonly operating: string;
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
}

/** The service as an operator runs it: compiled, by its entry point, configured by the environment alone. */
export async function startService(more: Record<string, string> = {}) {
  const [temporal, sendGrid] = await Promise.all([startTemporal(), startSlowSendGrid()]);
  const store = await openTestStore();
  const settings = Settings.parse({
    timing: { afterLeavingSeconds: 1, settleSeconds: 1, settleMaxSeconds: 1 },
    sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
  });
  const { apiKey } = await createAccount(store, { name: 'Acme', settings }, Date.now());
  const parts: RunningPart[] = [];

  /** Starts a part from the compiled code in `folder`, and resolves when it is ready. */
  async function run(
    role: 'api' | 'worker' | 'all',
    changed: Record<string, string> = {},
    folder = '.',
  ): Promise<RunningPart> {
    const port = await freePort();
    const metricsPort = await freePort(0, new Set([port]));
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      MONGODB_URI: testMongoUri(),
      MONGODB_DATABASE: store.accounts.dbName,
      TEMPORAL_ADDRESS: temporal.address,
      SENDGRID_API_KEY: 'SG.test',
      SENDGRID_BASE_URL: sendGrid.url,
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      ...more,
      ...changed,
    };
    const child = spawn(process.execPath, ['dist/src/main.js', role], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const exitCode = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const operating = `http://127.0.0.1:${metricsPort}`;
    const part = { child, api: `http://127.0.0.1:${port}`, operating, output: () => output, exitCode };
    parts.push(part);
    await until(`${role} is ready`, 60, async () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${output}`);
      const answer = await fetch(`${operating}/readyz`);
      if (!answer.ok) throw new Error(`${await answer.text()}\n${output}`);
      return true;
    });
    return part;
  }

  return {
    store,
    temporal,
    sendGrid,
    run,
    apiKey,
    frontend: (part: RunningPart): ChatFrontend =>
      chatFrontend((path, init) => fetch(`${part.api}${path}`, init), apiKey),
    stop: async () => {
      sendGrid.release();
      for (const { child, exitCode } of parts) {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        await exitCode;
      }
      await store.close();
      sendGrid.stop();
      await temporal.stop();
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;

/** A visitor asks, an agent answers, the visitor leaves: a mail is due a second later. */
export async function forwardOne(frontend: ChatFrontend, id: string) {
  const chat = frontend.conversation(id);
  await chat.begin({ email: 'visitor@example.com' });
  await chat.visitorSays('When does it ship?');
  await chat.agentSays('Tomorrow.');
  await chat.presence('left');
  return chat;
}
