import { expect, it } from '@jest/globals';
import type { CommandStartedEvent } from 'mongodb';
import { startApi } from '../support/api-in-process.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { inboundPath, rawForm, signedHeaders } from '../support/inbound.ts';
import { testMongoUri } from '../support/servers.ts';

const uri = new URL(testMongoUri());
uri.searchParams.set('monitorCommands', 'true');
const api = forThisFile(() => startApi(uri.href));

const daySeconds = 86_400;

it("expiring is MongoDB's work for all that is kept for a time, and for nothing else", async () => {
  const db = api.store.client.db(api.store.accounts.dbName);
  const found: Record<string, string> = {};
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    for (const { key, expireAfterSeconds } of await db.collection(name).indexes())
      if (expireAfterSeconds !== undefined) found[name] = `${Object.keys(key)} + ${expireAfterSeconds}`;
  expect(found).toEqual({
    addressLimits: 'expiresAt + 0',
    agentEmails: 'expiresAt + 0',
    agentSessions: 'expiresAt + 0',
    'attachments.chunks': 'expiresAt + 0',
    'attachments.files': 'expiresAt + 0',
    audit: 'expiresAt + 0',
    endedSessions: 'expiresAt + 0',
    heldEvents: 'expiresAt + 0',
    inbound: 'expiresAt + 0',
    inboundBytes: 'expiresAt + 0',
    links: `expiresAt + ${90 * daySeconds}`,
    'rawInbound.chunks': 'expiresAt + 0',
    'rawInbound.files': 'expiresAt + 0',
    reports: `receivedAt + ${30 * daySeconds}`,
    restoreRequests: 'expiresAt + 0',
    typing: 'expiresAt + 0',
    unsends: 'expiresAt + 0',
    uploads: 'expiresAt + 0',
    usedCodes: 'expiresAt + 0',
    webhookEvents: 'expiresAt + 0',
  });
});

it('an email that arrives has a date, and the majority has all of it before the provider is answered', async () => {
  const written: CommandStartedEvent[] = [];
  const note = (event: CommandStartedEvent) => void (event.commandName === 'insert' && written.push(event));
  api.store.client.on('commandStarted', note);
  const body = rawForm();
  const headers = signedHeaders(api.signer, body, api.now());
  const answer = await api.app.request(inboundPath(), { method: 'POST', headers, body });
  api.store.client.off('commandStarted', note);
  expect(answer.status).toBe(204);
  const inserted = written.map(({ command }) => [command.insert, command.writeConcern?.w]);
  expect(inserted).toEqual([
    ['rawInbound.chunks', 'majority'],
    ['rawInbound.files', 'majority'],
    ['inbound', 'majority'],
  ]);
  const { files, chunks } = api.store.rawInbound;
  for (const doc of [await files.findOne(), await chunks.findOne()]) expect(doc?.expiresAt).toBeInstanceOf(Date);
});
