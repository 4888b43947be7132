import { spawn } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readConfig, variableNames } from '../../src/config.ts';
import { shownAddress, shownConfig } from '../../src/shown-config.ts';
import { temporalLogger } from '../../src/temporal/logger.ts';

/** What a process says on stdout and stderr, and its exit code. */
function ended(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env } });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += chunk));
  child.stderr.on('data', (chunk) => (said.stderr += chunk));
  return new Promise<{ code: number | null; lines: Record<string, unknown>[]; stderr: string }>((resolve) =>
    child.once('close', (code) => {
      const lines = said.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      resolve({ code, lines, stderr: said.stderr });
    }),
  );
}

describe('the log of a process is lines of JSON on stdout', () => {
  it('says which variables are missing or wrong, all at once', async () => {
    const wrong = {
      PORT: 'abc',
      LOG_LEVEL: 'loud',
      TEMPORAL_ADDRESS: 'http://temporal:7233',
      SENDGRID_API_KEY: 'SG.x',
    };
    const { code, lines, stderr } = await ended(['dist/src/main.js', 'api'], wrong);
    expect([code, stderr]).toEqual([2, '']);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'fatal',
        part: 'api',
        msg: 'environment variables are missing or wrong',
        problems: [
          'MONGODB_URI is missing',
          expect.stringContaining('TEMPORAL_ADDRESS'),
          expect.stringContaining('PORT'),
          expect.stringContaining('LOG_LEVEL'),
        ],
      }),
    ]);
  });

  it('has what Node says, errors with their stack but without addresses, and why it ended', async () => {
    const script = `
      import { createLog } from './dist/src/log.js';
      import { runProcess } from './dist/src/operating/process.js';
      await runProcess(createLog('api', { LOG_LEVEL: 'info' }), async () => {
        process.emitWarning('old');
        await new Promise((resolve) => setImmediate(resolve));
        setImmediate(() => { throw new Error('of ada@example.com', { cause: new Error('deeper') }); });
        await new Promise(() => setInterval(() => {}, 1_000));
      });`;
    const { code, lines, stderr } = await ended(['--input-type=module', '--eval', script]);
    expect([code, stderr]).toEqual([1, '']);
    expect(lines).toMatchObject([
      { level: 'warn', msg: 'Node warns', err: { message: 'old' } },
      {
        level: 'fatal',
        msg: 'an error that nothing caught',
        err: { message: 'of <address>', stack: expect.stringMatching(/^at /), cause: { message: 'deeper' } },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('ada@');
  });
});

describe('the configuration in the log', () => {
  const secret = 'a-secret-of-twenty-letters';
  const key = Buffer.alloc(32, secret).toString('base64');
  const env = {
    ...{
      MONGODB_URI: `mongodb://app:${secret}@a:27017,b:27017/?replicaSet=rs0&tlsCertificateKeyFilePassword=${secret}`,
    },
    ...{ TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_API_KEY: secret, SENDGRID_API_KEY: secret },
    ...{ INBOUND_PARSE_SECRET: `${secret},${secret}`, OIDC_CLIENT_SECRET: secret, META_APP_SECRET: secret },
    ...{ META_VERIFY_TOKEN: secret, CHANNEL_TOKENS_KEY: key, CHANNEL_TOKENS_OLD_KEY: key },
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: `https://user:${secret}@collector:4318` },
  };

  it('has every variable, and no secret', () => {
    const shown = shownConfig(readConfig(env));
    expect(Object.keys(shown).sort()).toEqual([...variableNames].sort());
    const text = JSON.stringify(shown);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(key);
    expect(shown).toMatchObject({
      MONGODB_URI: 'mongodb://…@a:27017,b:27017/?replicaSet=rs0',
      TEMPORAL_ADDRESS: 'temporal:7233',
      INBOUND_PARSE_SECRET: '2 set',
      SENDGRID_API_KEY: 'set',
      OIDC_ISSUER: null,
      PORT: 3000,
    });
  });

  it('shows an address without user and password, however they are written', () => {
    expect(shownAddress('mongodb://host/')).toBe('mongodb://host/');
    expect(shownAddress('mongodb+srv://a:p@ss@host/db')).toBe('mongodb+srv://…@host/db');
  });
});

describe("Temporal's own lines", () => {
  it('have the shape of ours, and what its core repeats is told twice a minute', () => {
    const lines: Record<string, unknown>[] = [];
    const log = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    let now = 0;
    const logger = temporalLogger(log, () => now);
    const retried = () =>
      logger.log('WARN', 'gRPC call retried', { sdkComponent: 'core', error: 'refused', payloads: ['Tomorrow.'] });
    for (now = 0; now < 60_000; now += 1_000) retried();
    logger.warn('Activity failed', { workflowId: 'conversation:a:c', args: ['Tomorrow.'] });
    expect(lines).toEqual([
      { level: 40, component: 'temporal', err: 'refused', msg: 'gRPC call retried' },
      { level: 40, component: 'temporal', repeated: 29, err: 'refused', msg: 'gRPC call retried' },
      { level: 40, workflowId: 'conversation:a:c', msg: 'Activity failed' },
    ]);
  });
});
