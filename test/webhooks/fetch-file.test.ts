import type dns from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { metaMediaHosts } from '../../src/channels/meta/media-hosts.ts';
import { fetchFile } from '../../src/webhooks/fetch-file.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function at(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A resolver by which every name leads to this address. */
const leadsTo = (address: string) =>
  ((_host: string, _options: object, done: (error: null, found: dns.LookupAddress[]) => void) =>
    done(null, [{ address, family: 4 }])) as unknown as typeof dns.lookup;

const theirs = { hosts: ['media.example'], allowLoopback: false, timeoutMs: 2_000 };
const here = { ...theirs, allowLoopback: true };
const fetched = async (address: string, options: Parameters<typeof fetchFile>[1]) => {
  const pieces: Uint8Array[] = [];
  for await (const piece of fetchFile(address, options)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

describe('a file', () => {
  it('is fetched, also from where its address redirects to', async () => {
    const url = await at(({ url: path }, response) => {
      if (path === '/moved') response.writeHead(302, { location: '/file' });
      response.end(path === '/file' ? 'content' : '');
    });
    expect(await fetched(`${url}/file`, here)).toBe('content');
    expect(await fetched(`${url}/moved`, here)).toBe('content');
  });

  it.each([
    ['another host', 'https://elsewhere.example/file', 'somebody else'],
    ['a host whose name only ends like it', 'https://notmedia.example/file', 'somebody else'],
    ['a private address', 'https://10.0.0.1/file', 'not allowed'],
    ['this machine', 'http://127.0.0.1:1/file', 'not allowed'],
    ['no TLS', 'http://media.example/file', 'not allowed'],
    ['another protocol', 'file:///etc/passwd', 'not allowed'],
  ])('is not fetched from %s', async (_, address, why) => {
    await expect(fetched(address, theirs)).rejects.toThrow(why);
  });

  it.each([
    ['https://scontent.xx.fbcdn.net/v/t1/picture.jpg', 'could not be fetched'],
    ['https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1', 'could not be fetched'],
    ['https://scontent.cdninstagram.com/v/picture.jpg', 'could not be fetched'],
    ['https://fbcdn.net.elsewhere.example/picture.jpg', 'somebody else'],
    ['https://graph.facebook.com/me', 'somebody else'],
  ])('of a message is only fetched from where Meta keeps them: %s', async (address, why) => {
    // No name leads anywhere here, so a host that may be asked is one that cannot be reached.
    const options = { ...theirs, hosts: metaMediaHosts, lookup: leadsTo('10.0.0.1') };
    await expect(fetched(address, options)).rejects.toThrow(why);
  });

  it('is not fetched if the name of its host leads to a private network', async () => {
    const options = { ...theirs, lookup: leadsTo('169.254.169.254') };
    await expect(fetched('https://cdn.media.example/file', options)).rejects.toThrow('could not be fetched');
  });

  it('is not fetched from where its address redirects to, if that is somebody else', async () => {
    const url = await at((_, response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end());
    await expect(fetched(url, here)).rejects.toThrow('somebody else');
    const circle = await at((_, response) => response.writeHead(302, { location: '/' }).end());
    await expect(fetched(circle, here)).rejects.toThrow('too many redirects');
  });

  it('is given up if it is gone, breaks off or takes too long', async () => {
    const gone = await at((_, response) => response.writeHead(404).end());
    await expect(fetched(gone, here)).rejects.toThrow('status 404');
    const broken = await at((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
    });
    await expect(fetched(broken, here)).rejects.toThrow('the connection failed');
    const slow = await at((_, response) => void response.writeHead(200).write('and then nothing'));
    await expect(fetched(slow, { ...here, timeoutMs: 100 })).rejects.toThrow('too long');
    servers.at(-1)?.closeAllConnections();
  });
});
