import { describe, expect, it } from '@jest/globals';
import { createFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';

const { app } = createFakeSendGrid();
const status = async (method: string, url: string, origin?: string) =>
  (await app.request(url, { method, headers: origin === undefined ? {} : { origin } })).status;

describe('the fake SendGrid', () => {
  it('is changed by programs and by its own page', async () => {
    expect(await status('DELETE', 'http://127.0.0.1:8025/api/mails')).toBe(204);
    expect(await status('DELETE', 'http://localhost:8025/api/mails', 'http://localhost:8025')).toBe(204);
  });

  it.each([
    ['http://127.0.0.1:8025', 'https://elsewhere.example'],
    ['http://127.0.0.1:8025', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8025', 'null'],
    ['http://elsewhere.example:8025', 'http://elsewhere.example:8025'],
  ])('at %s is not changed by a page of %s', async (at, origin) => {
    expect(await status('DELETE', `${at}/api/mails`, origin)).toBe(403);
    expect(await status('PUT', `${at}/api/faults`, origin)).toBe(403);
  });

  it('may have any name where it listens at every address', async () => {
    const { app } = createFakeSendGrid({ host: '0.0.0.0' });
    const asked = { method: 'DELETE', headers: { origin: 'http://mailbox.example:8025' } };
    expect((await app.request('http://mailbox.example:8025/api/mails', asked)).status).toBe(204);
  });
});
