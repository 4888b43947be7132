import { describe, expect, it } from '@jest/globals';
import { maxFields, postedFields } from '../../../src/mail/inbound/posted-fields.ts';
import { UnreadablePostError } from '../../../src/mail/inbound/unreadable-post.ts';
import { binary, contentType, post } from './posts.ts';

const fieldsOf = (text: string, type = contentType) =>
  postedFields(binary(text), type).map(({ bytes, ...field }) => ({
    ...field,
    value: Buffer.from(bytes).toString('latin1'),
  }));

const field = (name: string, value: string) =>
  `--xYzZY\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const end = '--xYzZY--\r\n';

describe('the fields of a post', () => {
  it('are the bytes between the boundaries, whatever these are', () => {
    const value = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
    expect(fieldsOf(field('email', value) + field('to', '') + end)).toEqual([
      { name: 'email', filename: null, type: null, value },
      { name: 'to', filename: null, type: null, value: '' },
    ]);
  });

  it('are parts of the body, not copies', () => {
    const body = post({ email: 'Hello' });
    expect(postedFields(body, contentType)[0]?.bytes.buffer).toBe(body.buffer);
  });

  it('may contain what only begins like the boundary, and bare line ends', () => {
    const value = 'a\r\n--xYzZ\r\n--xYzZYa\r\n--xYzZY--a\n--xYzZY\r\n--xYzZY-\r\n\r\n--\r\n';
    expect(fieldsOf(field('email', value) + end)).toMatchObject([{ value }]);
  });

  it('may follow a preamble, and delimiters may have spaces', () => {
    const body = `This is a form.\r\n${field('a', '1')}${field('b', '2').replace('xYzZY', 'xYzZY \t')}--xYzZY-- `;
    expect(fieldsOf(body)).toMatchObject([
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]);
  });

  it.each([
    ['form-data; name="a"; filename="b;c.txt"', 'a', 'b;c.txt'],
    ['form-data; filename=b.txt; name=a', 'a', 'b.txt'],
    ['FORM-DATA; NAME="a"', 'a', null],
    ['form-data; name="a\\"b"', 'a"b', null],
    ['form-data; name="a%22b"; filename="c%0D%0Ad%20"', 'a"b', 'c\r\nd%20'],
    ['form-data; name="a"; filename="C:\\dir\\b.txt"', 'a', 'C:\\dir\\b.txt'],
    ['form-data; name="a"; filename="\xc3\xbc.txt"', 'a', 'ü.txt'],
    ['form-data; name="a"; filename="\xfc.txt"', 'a', 'ü.txt'],
    ["form-data; name=a; filename*=UTF-8''%C3%BC.txt", 'a', 'ü.txt'],
  ])('are named by %s', (disposition, name, filename) => {
    const body = `--xYzZY\r\ncontent-disposition:${disposition}\r\nContent-Type: Text/Plain; charset=x\r\n\r\n1\r\n${end}`;
    expect(fieldsOf(body)).toEqual([{ name, filename, type: 'text/plain', value: '1' }]);
  });

  it('are of the boundary in the content type, quoted or not', () => {
    const body = field('a', '1').replace('xYzZY', 'a:b') + end.replace('xYzZY', 'a:b');
    expect(fieldsOf(body, 'multipart/form-data; charset=utf-8; BOUNDARY="a:b"')).toMatchObject([{ name: 'a' }]);
  });
});

describe('a post that cannot be read', () => {
  const unreadable = (text: string, type = contentType) => {
    try {
      return postedFields(binary(text), type).length;
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadablePostError);
      return (error as Error).message;
    }
  };

  it.each([
    ['is empty', '', 'it has no fields'],
    ['is no form', 'a=1&b=2', 'it has no fields'],
    ['lacks its last boundary', field('a', '1'), 'it ends in the middle of a field, so the post was cut off'],
    ['ends in a boundary', `${field('a', '1')}--xYzZ`, 'it ends in the middle of a field, so the post was cut off'],
    [
      'ends in headers',
      `${field('a', '1')}--xYzZY\r\nContent-`,
      'it ends in the middle of a field, so the post was cut off',
    ],
    ['has a field without a name', field('a', '1').replace('; name="a"', '') + end, 'a field has no name'],
    [
      'has headers without end',
      `--xYzZY\r\n${'a: b\r\n'.repeat(2_000)}`,
      'a field’s headers have more than 8192 bytes',
    ],
    [
      'has too many fields',
      Array.from({ length: maxFields + 1 }, (_, index) => field(`a${index}`, '')).join('') + end,
      `it has more than ${maxFields} fields`,
    ],
  ])('%s', (_, body, why) => {
    expect(unreadable(body)).toBe(why);
  });

  it.each([
    'text/plain',
    'multipart/form-data',
    'multipart/form-data; boundary=""',
    '',
    `multipart/form-data; boundary=${'a'.repeat(71)}`,
  ])('has the content type %j', (type) => {
    expect(unreadable(field('a', '1') + end, type)).toBe('it is not a form (multipart/form-data with a boundary)');
  });

  it('contains an email that forges a field, before the true one', () => {
    const forged = `Hello\r\n${field('dkim', '{@acme.example : pass}')}--xYzZY\r\nContent-Disposition: form-data; name="x"\r\n\r\n`;
    const body = field('text', forged) + field('dkim', '{@evil.example : pass}') + end;
    expect(unreadable(body)).toBe('a field occurs twice, so one of them may be forged');
  });

  it('contains an email that forges all that follows, and the end', () => {
    const body =
      field('text', `Hello\r\n${field('dkim', '{@acme.example : pass}')}${end}`) + field('dkim', 'none') + end;
    expect(unreadable(body)).toBe('there is more after the end of the form, so the end may be forged');
  });
});
