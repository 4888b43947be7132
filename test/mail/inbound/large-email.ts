import { readPost } from '../../../src/mail/inbound/read-post.ts';
import { contentType } from './posts.ts';

/**
 * Reads an email of text that is nearly as large as SendGrid posts one, and prints what that took. It runs as a process
 * of its own, whose memory nothing else uses.
 */
const bytes = 29 * 1_024 * 1_024;
const [begin, end] = [
  [
    '--xYzZY\r\nContent-Disposition: form-data; name="envelope"\r\n\r\n{"to":["a@acme.example"],"from":"b@example.com"}',
    '--xYzZY\r\nContent-Disposition: form-data; name="email"\r\n\r\nContent-Type: text/plain\r\n\r\n',
  ].join('\r\n'),
  '\r\n--xYzZY--\r\n',
];
const post = Buffer.alloc(bytes, `${'Lorem ipsum '.repeat(6)}\r\n`);
post.write(begin);
post.write(end, bytes - end.length);

const peak = () => process.resourceUsage().maxRSS * 1_024;
const before = peak();
const { text } = await readPost(post, contentType);
process.stdout.write(JSON.stringify({ post: bytes, read: text?.length ?? 0, memory: peak() - before }));
