import { describe, expect, it } from '@jest/globals';
import { wrongWith } from '../../src/webhooks/endpoint.ts';
import { isPublicAddress } from '../../src/webhooks/public-address.ts';

const usual = { allowLoopback: false };
const inDevelopment = { allowLoopback: true };

describe('an address', () => {
  it.each(['93.184.215.14', '1.1.1.1', '2606:4700::1111', '::ffff:1.1.1.1'])('is public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '10.0.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...['192.168.1.1', '100.64.0.1', '100.100.100.200', '168.63.129.16', '192.0.0.170', '192.0.2.1', '198.18.0.1'],
    ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '::ffff:10.0.0.1'],
    ...['::ffff:7f00:1', '::ffff:169.254.169.254', '::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1'],
    ...['2002:a9fe:a9fe::1', '2001::1', 'fec0::1', 'fe80::1%eth0', 'localhost', ''],
  ])('is not: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('the URL of a webhook', () => {
  it.each(['https://acme.example/hooks', 'https://acme.example:8443/', 'https://1.1.1.1/'])('may be %s', (url) => {
    expect(wrongWith(url, usual)).toBeNull();
  });

  it.each([
    ...[
      'http://acme.example/',
      'ftp://acme.example/',
      'https://user:secret@acme.example/',
      'https://user@acme.example/',
    ],
    ...[
      'https://localhost/',
      'https://a.localhost/',
      'https://localhost./',
      'https://127.0.0.1/',
      'https://2130706433/',
    ],
    ...['https://0x7f.1/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://169.254.169.254/latest'],
    ...['https://10.1.2.3/', 'https://[fd00::1]/', 'nothing'],
  ])('may not be %s', (url) => {
    expect(wrongWith(url, usual)).not.toBeNull();
  });

  it('may lead to this machine in development, also without TLS, and nowhere else', () => {
    for (const url of ['http://127.0.0.1:8080/', 'http://localhost:8080/', 'https://[::1]/'])
      expect(wrongWith(url, inDevelopment)).toBeNull();
    for (const url of ['http://10.0.0.1/', 'http://acme.example/', 'http://169.254.169.254/'])
      expect(wrongWith(url, inDevelopment)).not.toBeNull();
  });
});
