import { type OutcomeReason, outcomeReasons } from '../../contract/outcomes.ts';
import { Problem } from '../../contract/problem.ts';
import { invalidFields } from '../invalid-request.ts';
import { type ProblemContent, problemDocument } from '../problem-error.ts';
import { type About, type ProblemName, problem, problems } from '../problems.ts';

/** The problems that routes may answer, as OpenAPI responses with an example of each (api.md Errors). */

interface Example {
  readonly meaning: string;
  readonly content: ProblemContent;
}

function example<Name extends ProblemName>(name: Name, ...about: About<Name>): Example {
  return { meaning: problems[name].meaning, content: problem(name, ...about).content };
}

/** @param meaning if the examples' own meanings do not say enough */
function answer(examples: readonly [Example, ...Example[]], meaning = meaningOf(examples)) {
  const contents = examples.map(({ content }) => content);
  const headers = headersOf(contents);
  return {
    description: meaning,
    content: {
      'application/problem+json': {
        schema: Problem,
        examples: Object.fromEntries(
          contents.map((content) => [content.slug, { summary: content.title, value: problemDocument(content) }]),
        ),
      },
    },
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

const meaningOf = (examples: readonly Example[]) => [...new Set(examples.map(({ meaning }) => meaning))].join(' ');

const knownHeaders = {
  'retry-after': {
    name: 'Retry-After',
    description: 'when to try again, in whole seconds',
    schema: { type: 'integer' as const },
  },
  'www-authenticate': {
    name: 'WWW-Authenticate',
    description: 'the scheme: Bearer',
    schema: { type: 'string' as const },
  },
};

/** The headers of these problems; a header is required if all of them have it. */
function headersOf(contents: readonly ProblemContent[]) {
  const used = Object.entries(knownHeaders).filter(([key]) => contents.some(({ headers = {} }) => key in headers));
  return Object.fromEntries(
    used.map(([key, { name, ...header }]) => [
      name,
      { ...header, required: contents.every(({ headers = {} }) => key in headers) },
    ]),
  );
}

export const notJson = answer([example('notJson'), example('notUtf8')]);
export const notOneFile = answer([example('notMultipart'), example('notOneFile')]);
export const notEvents = answer([example('notEvents')]);
export const brokenJson = answer([example('brokenJson')]);

export const unauthorized = answer([example('unauthorized', 'missing')]);
export const siteUnknown = answer([
  example('siteUnknown'),
  example('identityNotValid', 'It has expired: its exp is in the past.'),
  example('codeNotValid'),
]);
export const sessionUnknown = answer([example('sessionUnknown')]);
export const notSigned = answer([example('notSigned', 'wrong'), example('noReportKey')]);
export const notSignedByMeta = answer([example('notSignedByMeta'), example('noMetaSecret')]);
export const noMetaSecret = answer([example('noMetaSecret')]);
export const notTheVerifyToken = answer([example('notTheVerifyToken')]);
export const notTheSecret = answer([example('notTheSecret'), example('noInboundSecret')]);

export const scopeMissing = (scope: string) => answer([example('scopeMissing', scope)]);
export const originNotAllowed = answer([example('originNotAllowed', 'brand.allowedOrigins')]);
export const formRefused = answer([example('originNotAllowed', 'brand.allowedOrigins'), example('cameByLink')]);

export const fileUnknown = answer([example('fileUnknown')]);
export const widgetNotBuilt = answer([example('widgetNotBuilt')]);
export const linkExpired = answer([example('linkExpired')]);
export const notFound = answer([example('notFound', 'conversation')]);

const cannotBeSent = (reason: OutcomeReason) => `The reply cannot be sent: ${outcomeReasons[reason].label}.`;

/** The slugs of conflicts, each with an example of its detail. */
const conflicts = {
  'immutable-field': 'visitor.id is fixed when the conversation is created.',
  erased: 'The conversation order-4711 was erased. Its id is not used again: choose a new one.',
  'id-taken': 'Another message has the id order-4711-1. Choose a new id.',
  'too-many-held': '20 messages are waiting for the contact form. Fill it in to send them.',
  'attachments-off': 'The account accepts no files: attachments.maxFiles or attachments.maxBytes is 0.',
  'attachment-used': 'Another message has the file k3v9x2m4. Upload it again.',
  'message-deleted': 'A deleted message cannot be edited. Post a new one.',
  'nothing-to-forward': 'No reply is waiting to be emailed. The last one: emailed, delivered.',
  'not-identified': cannotBeSent('notIdentified'),
  'forwarding-off': cannotBeSent('forwardingOff'),
  paused:
    'The operator of this service has paused sending in all accounts since 2026-01-31T09:00:00.000Z. What waits is sent once they resume it.',
  'rate-capped': cannotBeSent('rateCapped'),
  'address-limited': cannotBeSent('addressLimited'),
  'address-suppressed': cannotBeSent('addressSuppressed'),
  unsubscribed: cannotBeSent('unsubscribed'),
  'outside-messaging-window': cannotBeSent('outsideMessagingWindow'),
  'earlier-parked': cannotBeSent('earlierParked'),
  'too-many-secrets': '5 older secrets are still accepted. Revoke them first.',
  'too-many-canned-replies': 'There are 200 already. Delete one first.',
  'too-many-webhooks': 'There are 10 already. Delete one first.',
  'webhook-disabled': 'The webhook is disabled. Enable it first.',
  'too-many-channels': 'There are 50 already. Disconnect one first.',
  'channel-taken': 'This page is connected to another account of this installation. Disconnect it there first.',
  'channel-key-missing':
    'Tokens cannot be stored: set CHANNEL_TOKENS_KEY to 32 random bytes in base64 (openssl rand -base64 32) for the API and the workers, and restart them.',
  'last-admin-key': 'This is the last key with the scope admin. Create another one first.',
  'already-sent': 'Its messages have been sent.',
  'already-read': 'Its messages have been read. Use evenIfRead to send them anyway.',
  'nothing-left': 'None of its messages is left to send.',
  suppressed: 'Its address is suppressed. Lift the suppression or correct the address.',
  superseded: 'The later delivery 9xk3f0 carries its messages. See what became of that one.',
  'still-open': 'It is still being delivered. The next attempt is at 2026-01-31T09:40:00Z at the latest.',
  'report-awaited':
    'It is not known yet whether it was sent. If no report arrives by 2026-01-31T10:10:00Z, it is parked.',
  dismissed: 'It was dismissed for good: the visitor was called. Write a new reply instead.',
  'not-parked': 'Only a parked delivery can be dismissed. This one is accepted.',
  'too-old': 'Its messages are older than the setting content.forwardWithinDays allows.',
  'not-a-dead-letter': 'Only a dead letter can be replayed or dismissed. This email is done.',
  'content-gone': 'Its content is not kept any more, so it cannot be processed.',
  unreadable: 'What was posted cannot be read as an email.',
  'job-ended': 'The job is done. Start another one with a new id.',
} as const;

export function conflict(...[first, ...more]: readonly [keyof typeof conflicts, ...(keyof typeof conflicts)[]]) {
  const of = (slug: keyof typeof conflicts): Example => {
    const { meaning, content } = example('conflict', conflicts[slug]);
    return { meaning, content: { ...content, slug } };
  };
  return answer([of(first), ...more.map(of)]);
}

export const tooLarge = (maxBytes: number) => answer([example('tooLarge', maxBytes)]);

export const invalidRequest = answer([
  {
    meaning: problems.invalidRequest.meaning,
    content: invalidFields([{ path: 'colour', code: 'unknown-field', message: 'is not a known field' }]).content,
  },
]);

const tooMany = (max: number, what: string, perSeconds = 60) =>
  example('tooManyRequests', { max, what, perSeconds, waitSeconds: 1 });
const streamsOpen = (holder: string) => example('tooManyStreams', { max: 20, holder });

export const tooManyRequests = answer(
  [tooMany(20, 'messages')],
  'A limit has been reached: 30 sessions a minute from one address; 20 messages, 240 presence reports, 120 read reports and 400 requests a minute and 5 forms an hour in one session.',
);
export const tooManyConfigurations = answer(
  [tooMany(600, 'configurations of the widget')],
  'More than 600 configurations a minute for one address.',
);
export const tooManyDownloads = answer(
  [tooMany(600, 'downloads')],
  'More than 600 downloads a minute from one address.',
);
export const tooManyUploads = answer(
  [tooMany(20, 'files')],
  'A limit has been reached: 20 files a minute and 100 MB an hour in one session; 60 files a minute and 500 MB an hour from one address.',
);
export const tooManyOfConversation = answer(
  [tooMany(240, 'presence reports for one conversation')],
  'More than 240 reports a minute for one conversation.',
);
export const tooManyOfAccount = answer(
  [tooMany(10, 'test emails of an account', 3_600)],
  'More than 10 test emails an hour, or 10 checks a minute, of one account.',
);
export const tooManyStreams = answer(
  [streamsOpen("one agent's session")],
  "The maximum number of streams is already open: 20 for one agent's session and 200 for sessions from one address; 1000 for one key and 2000 for keys from one address.",
);
export const tooManyStreamsOfVisitor = answer(
  [streamsOpen("one visitor's session"), tooMany(30, 'streams of events')],
  'The maximum number of streams is already open: 20 for one session or 200 from one address; or 30 were opened within a minute.',
);
export const tooManyForms = answer(
  [
    tooMany(5, 'contact forms', 3_600),
    example('tooManyAddresses', 'A visitor may give 3 addresses. An agent can enter another one.'),
  ],
  'A limit has been reached: 5 forms an hour, or 3 addresses in total, for which waiting does not help.',
);

export const internal = answer([example('internal')]);
export const storeAway = answer([example('storeAway'), example('busy')]);
export const providerAway = answer([example('storeAway'), example('providerAway', 'the provider did not answer')]);

export const tooManyConnects = (aMinute: number) => answer([tooMany(aMinute, 'connections of channels')]);
export const tooManyTests = (aMinute: number) => answer([tooMany(aMinute, 'tests of webhooks')]);
