import { type AddressInfo, connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from '../../src/listen.ts';
import { type Answer, type ApiAccount, useApi } from '../support/api-in-process.ts';
import { eventually } from '../support/eventually.ts';
import { expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
  await acme.chat.conversation('c1').begin();
});

const path = '/v1/conversations/c1/attachments';
const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

const patience = { headersMs: 1_000, requestMs: 1_500, idleMs: 5_000 };

interface Uploaded {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly previewUrl: string;
}
const shown = ({ body }: Answer) => body as unknown as Uploaded;

const upload = (content: string | Uint8Array<ArrayBuffer>, name = 'notes.txt') => {
  const form = new FormData();
  form.set('file', new File([content], name));
  return acme.call('POST', path, form);
};

const raw = (body: string | ReadableStream, contentType = 'multipart/form-data; boundary=b') =>
  acme.call('POST', path, body, { headers: { 'content-type': contentType } });

const fetched = (url: string, method = 'GET') => api.app.request(url, { method });

const stored = async () => {
  const { files, chunks } = api.store.attachments;
  return [await files.countDocuments(), await chunks.countDocuments(), await api.store.uploads.countDocuments()];
};

/** Runs it and expects that no file, and no piece of one, is left. */
async function leavesNothing(work: () => Promise<void>): Promise<void> {
  const before = await stored();
  await work();
  expect(await stored()).toEqual(before);
}

async function* inPieces(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
const streamed = (text: string, size: number) => ReadableStream.from(inPieces(text, size)) as ReadableStream;

const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';

describe('a file that is uploaded', () => {
  it('is answered with what it is, and can be posted and downloaded', async () => {
    const image = await upload(gif, 'dot.txt');
    expect(image.status).toBe(201);
    expect(image.body).toMatchObject({ name: 'dot.txt', type: 'image/gif', bytes: gif.length, width: 1, height: 1 });
    const { id, url, previewUrl } = shown(image);
    const author = { kind: 'agent' };
    const message = { id: 'm1', author, attachments: [id] };
    expect((await acme.call('POST', '/v1/conversations/c1/messages', message)).status).toBe(201);
    expect(Buffer.from(await (await fetched(url)).arrayBuffer())).toEqual(gif);
    expect((await fetched(previewUrl)).headers.get('content-type')).toBe('image/jpeg');
  });

  it('arrives as it was sent, in whatever pieces, even with what looks like the end in it', async () => {
    const content = `\r\n--\r\n--a\r\n-b--b\r\n\r\n--\r\r\n-`;
    for (const size of [1, 7, 10_000]) {
      const answer = await raw(streamed(`${head}${content}\r\n--b--\r\n`, size));
      expect(answer.status).toBe(201);
      expect(await (await fetched(shown(answer).url)).text()).toBe(content);
    }
    const large = new Uint8Array(700_000).map((_, at) => (at * 7) % 251);
    const answer = await upload(large);
    expect(new Uint8Array(await (await fetched(shown(answer).url)).arrayBuffer())).toEqual(large);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\Ada\\invoice.pdf', 'invoice.pdf'],
    ['a\r\nset-cookie: b=c', 'a set-cookie b=c'],
    ['photo\u202Egpj.exe', 'photo gpj.exe'],
    ['"quoted"%22;x.txt', 'quoted ;x.txt'],
    ['.htaccess', 'htaccess'],
    ['name. . ', 'name'],
    ['...', 'file'],
    [`${'é'.repeat(300)}.jpeg`, `${'é'.repeat(75)}.jpeg`],
    ['Grüße 日本語 👨‍👩‍👧.txt', 'Grüße 日本語 👨‍👩‍👧.txt'],
  ])('named %j is called %j, and nothing of its name gets into a header', async (claimed, name) => {
    const answer = await upload('text', claimed);
    expect(answer.body).toMatchObject({ name });
    const { headers } = await fetched(shown(answer).url);
    expect(headers.get('set-cookie')).toBeNull();
    const [, ascii, encoded = ''] =
      /^attachment; filename="([ !#-~]*)"; filename\*=UTF-8''([\w%.~!-]*)$/.exec(
        headers.get('content-disposition') ?? '',
      ) ?? [];
    expect(ascii).toMatch(/./);
    expect(decodeURIComponent(encoded)).toBe(name);
  });
});

it('of a conversation that is erased while it arrives is refused, and leaves nothing', async () => {
  await acme.chat.conversation('erased').begin();
  const gone = '/v1/conversations/erased';
  async function* arriving() {
    yield Buffer.from(`${head}the begin`);
    expect((await acme.call('DELETE', gone)).status).toBe(204);
    yield Buffer.from('ning and the end\r\n--b--\r\n');
  }
  await leavesNothing(async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const body = ReadableStream.from(arriving()) as ReadableStream;
    expectProblem(await acme.call('POST', `${gone}/attachments`, body, { headers }), 409, 'erased');
  });
});

describe('a body that is not one whole file', () => {
  const part = (name: string, more = '; filename="a.txt"') =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\ntext\r\n`;

  it.each([
    ['of another type', part('file'), 'application/json', 'not-multipart'],
    ['without a boundary', part('file'), 'multipart/form-data', 'not-multipart'],
    ['empty', '', undefined, 'not-one-file'],
    ['of something else', 'text', undefined, 'not-one-file'],
    ['with no field', '--b--\r\n', undefined, 'not-one-file'],
    ['that breaks off in the headers', part('file').slice(0, 30), undefined, 'not-one-file'],
    ['that breaks off in the file', part('file'), undefined, 'not-one-file'],
    ['that breaks off in its end', `${part('file')}--b-`, undefined, 'not-one-file'],
    ['with two files', `${part('file')}${part('file')}--b--`, undefined, 'not-one-file'],
    ['with endless headers', `--b\r\n${'x: y\r\n'.repeat(10_000)}`, undefined, 'not-one-file'],
    ['with more and more after its end', `${part('file')}--b--${'x'.repeat(100_000)}`, undefined, 'not-one-file'],
  ])('%s is 400, and leaves nothing', async (_, body, type, slug) => {
    await leavesNothing(async () => {
      expectProblem(await raw(body, type), 400, slug);
      expectProblem(await raw(streamed(body || ' ', 1_000), type), 400, slug);
    });
  });

  it('with another field, or a field without a file name, is 422', async () => {
    await leavesNothing(async () => {
      expectProblem(await raw(`${part('avatar')}--b--`), 422, 'invalid-request', ['avatar']);
      expectProblem(await raw(`${part('file', '')}--b--`), 422, 'invalid-request', ['file']);
    });
  });

  it('because its connection broke is 400, and leaves nothing', async () => {
    const broken = (async function* () {
      yield Buffer.from(head + 'a'.repeat(600_000));
      throw new Error('ECONNRESET');
    })();
    await leavesNothing(async () =>
      expectProblem(await raw(ReadableStream.from(broken) as ReadableStream), 400, 'not-one-file'),
    );
  });
});

it.each([
  ['breaks', true],
  ['does not go on', false],
])('a connection that %s leaves nothing of its file', async (_, breaks) => {
  const server = await listen(api.app.fetch, { HOST: '127.0.0.1', PORT: 0 }, patience);
  const { port } = server.address() as AddressInfo;
  await leavesNothing(async () => {
    const before = await stored();
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    const headers = ['host: x', `authorization: Bearer ${acme.key}`, 'content-length: 1000000'];
    const type = 'content-type: multipart/form-data; boundary=b';
    socket.write(`POST ${path} HTTP/1.1\r\n${[...headers, type].join('\r\n')}\r\n\r\n${head}${'a'.repeat(600_000)}`);
    await eventually(stored, (now) => now[1] !== before[1]);
    if (breaks) socket.destroy();
    await eventually(stored, (now) => now[1] === before[1]);
    socket.destroy();
  });
  await new Promise((resolve) => server.close(resolve));
});

describe('a file that is too large', () => {
  it('is 413, whether its length was announced or not, and leaves nothing', async () => {
    const limited = await api.account({ attachments: { maxFiles: 1, maxBytes: 300_000 } });
    await limited.chat.conversation('c1').begin();
    const body = `${head}${'a'.repeat(300_001)}\r\n--b--`;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    await leavesNothing(async () => {
      for (const [content, more] of [
        [body, { 'content-length': '400000' }],
        [streamed(body, 50_000), {}],
      ] as const)
        expectProblem(
          await limited.call('POST', path, content, { headers: { ...headers, ...more } }),
          413,
          'too-large',
        );
    });
    const whole = await limited.call('POST', path, body.replace('aa', 'a'), { headers });
    expect(whole).toMatchObject({ status: 201, body: { bytes: 300_000 } });
  });

  it('is any file if the account accepts none', async () => {
    const none = await api.account({ attachments: { maxFiles: 0, maxBytes: 300_000 } });
    await none.chat.conversation('c1').begin();
    const form = new FormData();
    form.set('file', new File(['text'], 'a.txt'));
    expectProblem(await none.call('POST', path, form), 409, 'attachments-off');
  });
});

describe('a link to a file', () => {
  it('makes a browser save it, and neither guess nor run it', async () => {
    const page = await upload('<!doctype html><script>alert(1)</script>', 'page.html');
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await fetched(shown(page).url, method);
      expect({ status, ...Object.fromEntries(headers) }).toMatchObject({
        status: 200,
        'content-type': 'text/plain; charset=utf-8',
        'content-length': '40',
        'content-disposition': 'attachment; filename="page.html"; filename*=UTF-8\'\'page.html',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-store',
      });
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  it('opens nothing else, and not for longer', async () => {
    const [one, two] = [shown(await upload(gif, 'one.gif')), shown(await upload(gif, 'two.gif'))];
    const at = (url: string, change: (link: URL) => void) => {
      const link = new URL(url, 'http://api');
      change(link);
      return fetched(`${link.pathname}${link.search}`);
    };
    const statuses = await Promise.all([
      at(one.url, (link) => link.searchParams.set('expires', '9999999999')),
      at(one.url, (link) => link.searchParams.set('signature', 'x'.repeat(43))),
      at(one.url, (link) => link.searchParams.set('signature', '')),
      at(one.url, (link) => {
        link.pathname = link.pathname.replace(one.id, two.id);
      }),
      at(one.url, (link) => {
        link.pathname += '/preview';
      }),
      at(one.previewUrl, (link) => {
        link.pathname = link.pathname.replace('/preview', '');
      }),
      at(one.url, (link) => {
        link.pathname = '/v1/attachments/unknown';
      }),
      at(one.url, (link) => link.searchParams.delete('signature')),
      at(one.url, (link) => link.searchParams.set('inline', '1')),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 404, 422, 422]);
  });

  it('expires after a day at the earliest, and is the same until a new one is due', async () => {
    const { id } = shown(await upload('text'));
    const message = { id: 'expiring', author: { kind: 'agent' }, attachments: [id] };
    const { body } = await acme.call('POST', '/v1/conversations/c1/messages', message);
    const list = async () => (await acme.call('GET', '/v1/conversations/c1/messages')).body.items;
    const urlNow = async () =>
      ((await list()).find((one) => one.id === 'expiring') as unknown as { attachments: Uploaded[] }).attachments[0]
        ?.url ?? '';
    const first = await urlNow();
    expect((body as unknown as { attachments: Uploaded[] }).attachments[0]?.url).toBe(first);
    api.pass(86_399);
    expect((await fetched(first)).status).toBe(200);
    api.pass(6 * 3_600 + 1);
    const expired = await fetched(first);
    expect({ status: expired.status, ...((await expired.json()) as object) }).toMatchObject({
      status: 410,
      type: 'urn:afterchat:problem:link-expired',
    });
    expect((await fetched(await urlNow())).status).toBe(200);
  });

  it('ends with its message', async () => {
    const { id, url, previewUrl } = shown(await upload(gif, 'dot.gif'));
    await acme.call('POST', '/v1/conversations/c1/messages', {
      id: 'gone',
      author: { kind: 'agent' },
      attachments: [id],
    });
    await acme.call('DELETE', '/v1/conversations/c1/messages/gone');
    for (const link of [url, previewUrl]) expect((await fetched(link)).status).toBe(404);
  });
});
