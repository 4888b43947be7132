import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DirectChannel } from '../../src/channels/direct.ts';
import { directChannels } from '../../src/contract/direct-channels.ts';
import { settleByEcho } from '../../src/store/deliveries/settle-by-echo.ts';
import { useApi } from '../support/api-in-process.ts';
import { describeChannel } from './contract.ts';
import { type DirectCourier, directCourier } from './direct-courier.ts';
import { directUnderTest } from './direct-under-test.ts';
import { type Provider, startProvider } from './provider.ts';

/** The toy channel of docs/channels.md, built from that page alone. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = await readFile(join(root, 'docs/channels.md'), 'utf8');

function codeOf(file: string): string {
  const blocks = [...guide.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
  const [, , code] = blocks.find(([, name]) => name === file) ?? [];
  if (code === undefined) throw new Error(`docs/channels.md has no ${file}`);
  return code;
}

const folder = await mkdtemp(join(tmpdir(), 'afterchat-toy-'));
afterAll(() => rm(folder, { recursive: true }));
// Its line among the channels, and its file, as if they stood where the page says.
Object.assign(directChannels, new Function(`return { ${codeOf('src/contract/direct-channels.ts')} }`)());
const here = (code: string, from: string) =>
  code.replaceAll(/from '(\.[^']*)'/g, (_, path) => `from '${new URL(path, `file://${root}${from}`).pathname}'`);
const file = join(folder, 'toy.ts');
await writeFile(file, here(codeOf('src/channels/toy/toy.ts'), 'src/channels/toy/toy.ts'));
const { toy } = (await import(file)) as { readonly toy: DirectChannel };

new Function('describeChannel', 'directUnderTest', 'toy', codeOf('test/channels/contract.test.ts'))(
  describeChannel,
  directUnderTest,
  toy,
);

describe('the toy channel in use', () => {
  const api = useApi();
  let provider: Provider;
  let courier: DirectCourier;
  beforeAll(async () => {
    provider = await startProvider((count) => ({ status: 200, body: { id: `toy-${count}` } }));
    courier = directCourier(api, { channels: { toy }, hosts: { toy: provider.url } });
  });
  afterAll(() => provider.stop());

  it('carries replies in parts and in order, and its echo settles an attempt without an answer', async () => {
    const acme = await api.account();
    const chat = acme.chat.conversation('toy-1');
    const channel = { kind: 'messenger', pageId: 'page-1', recipientId: 'person-1' };
    await acme.call('PUT', '/v1/conversations/toy-1', { channel });
    await api.store.conversations.updateOne({ id: 'toy-1' }, { $set: { 'channel.kind': 'toy' as 'messenger' } });
    await chat.agentSays(`${'x'.repeat(160)}${'y'.repeat(160)}`);
    await chat.agentSays('And it is blue.');
    provider.answer({ status: 200, body: { id: 'toy-x' } }, 'reset');
    expect(await courier.look(acme, 'toy-1')).toMatchObject({ kind: 'sleep', state: 'unknown' });
    const [, lost] = provider.got.map(({ body }) => JSON.parse(body) as { ref: string; text: string });
    const echo = toy.readReport({ sent: { id: 'toy-y', ref: lost?.ref, text: lost?.text, at: api.now() } });
    if (echo?.kind !== 'echo') throw new Error('the echo was not read');
    const ref = { accountId: acme.id, conversationId: 'toy-1' };
    expect(await settleByEcho(api.store, { ...echo, ref }, api.now())).toMatchObject({ isOurs: true });
    await courier.look(acme, 'toy-1');
    const texts = provider.got.map(({ body }) => (JSON.parse(body) as { text: string }).text);
    expect(texts).toEqual(['x'.repeat(160), 'y'.repeat(160), 'And it is blue.']);
    const outcomes = (await chat.messages()).map(({ outcome }) => outcome?.state);
    expect(outcomes).toEqual(['sentDirectly', 'sentDirectly']);
  });
});
