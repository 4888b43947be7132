import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readPost } from '../src/mail/inbound/read-post.ts';

/**
 * `npm run bench:reading`: how long it takes to read emails that are as large as may be, or that nobody writes, and how
 * much memory the process needs. Each is read in a process of its own. Prints rows of a Markdown table.
 */
const megabytes = 1_024 * 1_024;
const filled = (line: string) => line.repeat(Math.floor((29 * megabytes) / line.length));
const body = (headers: readonly string[], text: string) => [...headers, '', text].join('\r\n');
const many = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('');
const multipart = 'Content-Type: multipart/mixed; boundary=b';

const emails: Readonly<Record<string, () => string>> = {
  'an answer of a few lines': () =>
    body(['Content-Type: text/plain'], 'Thank you!\r\n> Your parcel ships tomorrow.\r\n'),
  'a file in base64, 29 MB': () => body(['Content-Transfer-Encoding: base64'], filled(`${'QUJD'.repeat(19)}\r\n`)),
  'plain text, 29 MB': () => body([], filled(`${'Lorem ipsum '.repeat(6)}\r\n`)),
  'flowed text, 29 MB': () => body(['Content-Type: text/plain; format=flowed'], filled(`${'a '.repeat(36)}\r\n`)),
  'quoted-printable, 29 MB': () =>
    body(['Content-Transfer-Encoding: quoted-printable'], filled(`${'=C3=BC'.repeat(12)}=\r\n`)),
  'HTML in one line, 29 MB': () => body(['Content-Type: text/html'], filled('<b>a</i>')),
  'a million empty lines': () => body([], '\n'.repeat(999_990)),
  '30 million empty lines': () => body([], filled('\n')),
  '900 parts': () =>
    body(
      [multipart],
      many(900, () => '--b\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n'),
    ),
  '10,000 parts': () =>
    body(
      [multipart],
      many(10_000, () => '--b\r\n\r\na\r\n'),
    ),
  '10,000 parts within each other': () =>
    many(10_000, (at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`),
  '170,000 headers': () =>
    body([], '').concat(
      many(170_000, () => 'a:\n'),
      '\n',
    ),
  'a million headers': () => many(1_000_000, () => 'a:\n').concat('\na'),
  '20 boundaries that all lines nearly are': () => {
    const long = 'b'.repeat(8_000);
    const parts = many(20, (at) => `Content-Type: multipart/mixed; boundary=${long}${at}\r\n\r\n--${long}${at}\r\n`);
    return `${parts}\r\n${filled(`--${long}x\r\n`)}`;
  },
};

async function measure(name: string): Promise<void> {
  const email = emails[name]?.() ?? '';
  const head = (field: string) => `--xYzZY\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n`;
  const envelope = `${head('envelope')}{"to":["a@acme.example"],"from":"b@example.com"}\r\n`;
  const post = Buffer.from(`${envelope}${head('email')}${email}\r\n--xYzZY--\r\n`, 'latin1');
  const start = performance.now();
  const outcome = await readPost(post, 'multipart/form-data; boundary=xYzZY').then(
    () => 'read',
    (error: Error) => error.message,
  );
  const milliseconds = Math.round(performance.now() - start);
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(`| ${name} | ${milliseconds} | ${peak} | ${outcome} |`);
}

const [asked] = process.argv.slice(2);
if (asked !== undefined) await measure(asked);
else {
  console.log('| email | ms | MB of the process | what comes of it |\n| --- | --- | --- | --- |');
  for (const name of Object.keys(emails)) {
    const { stdout } = await promisify(execFile)(process.execPath, [process.argv[1] ?? '', name]);
    process.stdout.write(stdout);
  }
}
