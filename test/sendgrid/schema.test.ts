import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MailSend } from '../../dev/sendgrid/mail-rules.ts';
import { invalidBody, sendGridErrors } from '../../dev/sendgrid/sendgrid-errors.ts';
import { fullMail, fullMailWithReplyList } from './full-mail.ts';
import { at, type Node, rulesOf } from './schema-rules.ts';

/** SendGrid's published description, where it lies beside the project; none of it is copied into the project. */
const publishedFile = new URL('../../../shared/sendgrid/tsg_mail_v3.json', import.meta.url);

const ours = rulesOf(z.toJSONSchema(MailSend, { io: 'input', reused: 'inline' }) as Node);

/** Where our schema says something else than the published one, and why. Anything else that differs fails. */
const differences: Readonly<Record<string, string>> = {
  'personalizations minItems': 'the list of mail send errors demands one; the published schema forgets it',
  'personalizations[].to minItems': 'the same: "must have at least one email object"',
  'custom_args type': 'published as string, but the API refuses a string: "Expected: object, given: string"',
  'custom_args values': 'the same',
  'personalizations[].custom_args values': 'must be strings (documentation of personalizations)',
  'personalizations[].headers values': 'must be strings (documentation of mail send)',
  'headers values': 'must be strings (documentation of mail send)',
  'personalizations[].custom_args maxProperties': '10,000 bytes, which we check, cannot hold 10,000 properties',
  'personalizations[].substitutions maxProperties': 'the same',
};

describe('our schema of a mail', () => {
  it.each([
    ['reply_to', fullMail],
    ['reply_to_list', fullMailWithReplyList],
  ])('takes all that the API reference offers at once, with %s', (_which, mail) => {
    expect(MailSend.safeParse(mail).error?.issues).toBeUndefined();
  });

  it('closes every object to unknown fields', () => {
    const objects = [...ours].filter(([key]) => key.endsWith(' closed'));
    expect(objects.filter(([, isClosed]) => isClosed !== true)).toEqual([]);
    expect(objects.length).toBeGreaterThan(15);
  });
});

if (existsSync(publishedFile)) {
  const document = JSON.parse(readFileSync(publishedFile, 'utf8')) as Node;
  const body = at(document, 'components', 'requestBodies', 'PostMailSend', 'content', 'application/json');
  const published = rulesOf(at(body, 'schema'), document);

  describe('SendGrid’s published schema', () => {
    it('knows the same fields, required ones, types, choices and limits as ours, but for the differences listed', () => {
      const keys = [...new Set([...ours.keys(), ...published.keys()])].filter((key) => !key.endsWith(' closed'));
      const found = keys.filter((key) => JSON.stringify(ours.get(key)) !== JSON.stringify(published.get(key)));
      expect(found.sort()).toEqual(Object.keys(differences).sort());
      expect(published.size).toBeGreaterThan(100);
    });

    it.each(Object.entries(at(body, 'examples')))('has the example %s, which ours accepts', (_name, example) => {
      expect(MailSend.safeParse((example as Node).value).error?.issues).toBeUndefined();
    });

    it.each(requiredFields(published))('requires %s, and ours refuses a mail without it', (path) => {
      const whole = path.startsWith('reply_to_list') ? fullMailWithReplyList : fullMail;
      const mail = JSON.parse(JSON.stringify(whole)) as Node;
      const names = path.replaceAll('[]', '.0').split('.');
      delete at(mail, ...names.slice(0, -1))[names.at(-1)!];
      const { error } = MailSend.safeParse(mail, { reportInput: true });
      expect(invalidBody(error!).errors.map(({ field }) => field)).toEqual([names.join('.')]);
    });

    it('describes the errors that we answer', () => {
      const error = rulesOf(at(document, 'components', 'schemas', 'ErrorResponse'), document);
      const [answered] = sendGridErrors('Bad Request', 'from').errors;
      for (const name of Object.keys(answered!)) expect([...error.keys()]).toContain(`errors[].${name} type`);
    });
  });
}

/** The required fields' paths, such as `personalizations[].to[].email`. */
function requiredFields(rules: ReadonlyMap<string, unknown>): string[] {
  return [...rules].flatMap(([key, names]) => {
    const [path, rule] = key.split(' ') as [string, string];
    return rule === 'required' ? (names as string[]).map((name) => (path === '' ? name : `${path}.${name}`)) : [];
  });
}
