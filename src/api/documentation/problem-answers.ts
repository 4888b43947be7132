import { type OutcomeReason, outcomeReasons } from '../../contract/outcomes.ts';
import { Problem, problemType } from '../../contract/problem.ts';

/** The problem documents that routes may answer, as OpenAPI responses with an example of each (api.md Errors). */

interface Example {
  readonly slug: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: Problem['errors'];
}

type Headers = Readonly<
  Record<string, { description: string; required: boolean; schema: { type: 'integer' | 'string' } }>
>;

function answer(status: number, description: string, examples: readonly Example[], headers?: Headers) {
  return {
    description,
    content: {
      'application/problem+json': {
        schema: Problem,
        examples: Object.fromEntries(
          examples.map(({ slug, title, ...more }) => [
            slug,
            { summary: title, value: { type: problemType(slug), title, status, ...more } },
          ]),
        ),
      },
    },
    ...(headers === undefined ? {} : { headers }),
  };
}

const whenToRetry = { description: 'in whole seconds, when to try again', schema: { type: 'integer' } } as const;
const retryAfter: Headers = { 'Retry-After': { ...whenToRetry, required: true } };

export const notJson = answer(400, 'The body is not JSON, does not say that it is, or is not UTF-8.', [
  { slug: 'not-json', title: 'The body is not JSON', detail: 'Send it with Content-Type: application/json.' },
  { slug: 'not-utf8', title: 'The body is not UTF-8', detail: 'Send a JSON document in UTF-8.' },
]);

export const unauthorized = answer(
  401,
  'No key was sent, or an unknown one.',
  [{ slug: 'unauthorized', title: 'A key is needed', detail: 'Send it as "Authorization: Bearer <key>".' }],
  { 'WWW-Authenticate': { description: 'the scheme, Bearer', required: true, schema: { type: 'string' } } },
);

export const siteUnknown = answer(401, 'The site key is not known, or the identity token is not valid.', [
  {
    slug: 'site-unknown',
    title: 'The site key is not known',
    detail: 'Use the one that was printed when the account was made.',
  },
  {
    slug: 'identity-not-valid',
    title: 'The identity token is not valid',
    detail: 'It has run out: its exp is in the past.',
  },
]);

export const sessionUnknown = answer(
  401,
  'No session token was sent, or one that opens nothing (any more).',
  [
    {
      slug: 'session-unknown',
      title: 'A session is needed',
      detail: 'Begin one with POST /v1/visitor/sessions and send its token as "Authorization: Bearer <token>".',
    },
  ],
  { 'WWW-Authenticate': { description: 'the scheme, Bearer', required: true, schema: { type: 'string' } } },
);

export const originNotAllowed = answer(403, 'The page may not call this API.', [
  {
    slug: 'origin-not-allowed',
    title: 'The page may not call this API',
    detail: "Add the page's origin to the setting brand.allowedOrigins.",
  },
]);

export const tooManyRequests = answer(
  429,
  'A limit is reached: 30 sessions a minute from one address; 20 messages, 240 reports of presence and 120 of reading a minute, 5 forms an hour and 400 requests a minute from one session.',
  [{ slug: 'too-many-requests', title: 'Too many requests', detail: 'At most 20 messages are taken in 60 seconds.' }],
  retryAfter,
);

export const tooManyOfConversation = answer(
  429,
  'More than 240 a minute were told of one conversation.',
  [
    {
      slug: 'too-many-requests',
      title: 'Too many requests',
      detail: 'At most 240 reports of presence in a conversation are taken in 60 seconds.',
    },
  ],
  retryAfter,
);

const streamsOpen = (holder: string) => ({
  slug: 'too-many-streams',
  title: 'Too many streams are open',
  detail: `At most 20 streams of one ${holder}'s session are open at a time: end one first, or let tabs share one.`,
});

export const tooManyStreams = answer(
  429,
  "So many streams are open already: 20 of one agent's session and 200 of such from one address, 1000 of one key and 2000 of keys from one address.",
  [streamsOpen('agent')],
  retryAfter,
);

export const tooManyStreamsOfVisitor = answer(
  429,
  'So many streams are open already, 20 of one session or 200 from one address; or 30 were opened within a minute.',
  [
    streamsOpen('visitor'),
    {
      slug: 'too-many-requests',
      title: 'Too many requests',
      detail: 'At most 30 streams of events are taken in 60 seconds.',
    },
  ],
  retryAfter,
);

export const tooManyForms = answer(
  429,
  'A limit is reached: 5 forms an hour, or 3 addresses in all, for which waiting does not help.',
  [
    {
      slug: 'too-many-requests',
      title: 'Too many requests',
      detail: 'At most 5 contact forms are taken in 3600 seconds.',
    },
    {
      slug: 'too-many-addresses',
      title: 'Too many addresses',
      detail: 'a visitor may give 3 addresses; an agent can enter another one',
    },
  ],
  { 'Retry-After': { ...whenToRetry, required: false } },
);

export const scopeMissing = (scope: string) =>
  answer(403, 'The key lacks the scope.', [
    { slug: 'scope-missing', title: 'The key may not do this', detail: `It needs the scope ${scope}.` },
  ]);

export const notFound = answer(404, "There is none with this id, or it is another account's.", [
  { slug: 'not-found', title: 'Not found', detail: 'There is no such conversation in this account.' },
]);

const cannotBeSent = (reason: OutcomeReason) => `it cannot be sent: ${outcomeReasons[reason].label}`;

const conflicts = {
  'immutable-field': 'visitor.id is fixed when the conversation is created',
  'id-taken': 'another message was posted with the id order-4711-1; choose a new id',
  'too-many-held': '20 messages wait for the contact form; fill it in, and they are sent',
  'message-deleted': 'a deleted message cannot be edited; post a new one',
  'nothing-to-forward': 'no reply waits for a mail; the last one: mailed, delivered',
  'not-identified': cannotBeSent('notIdentified'),
  'forwarding-off': cannotBeSent('forwardingOff'),
  paused: cannotBeSent('paused'),
  'rate-capped': cannotBeSent('rateCapped'),
  'address-limited': cannotBeSent('addressLimited'),
  'address-suppressed': cannotBeSent('addressSuppressed'),
  unsubscribed: cannotBeSent('unsubscribed'),
  'too-many-secrets': '5 older secrets are still accepted; end them first',
  'last-admin-key': 'this is the last key with the scope admin; make another one first',
  'already-sent': 'its messages have been sent',
  'already-read': 'its messages have been read; ask with evenIfRead to send them all the same',
  'nothing-left': 'none of its messages is left to send',
  suppressed: 'its address gets no mail of this account; lift the suppression, or correct the address',
  superseded: 'the later delivery 9xk3f0 carries its messages; see what became of that one',
  'still-open': 'it is being delivered; the next attempt is made at 2026-01-31T09:40:00Z at the latest',
  'report-awaited':
    'nobody knows yet whether it was sent; the report is awaited until 2026-01-31T10:10:00Z, then it is parked',
  dismissed: 'it was given up for good: the visitor was called; write a new reply instead',
  'not-parked': 'only a parked delivery can be given up; this one is accepted',
  'too-old': 'its messages are older than the setting content.forwardWithinDays lets be forwarded',
  'job-ended': 'the job is done; start another one with a new id',
} as const;

export const conflict = (slugs: readonly (keyof typeof conflicts)[]) =>
  answer(
    409,
    'It does not fit the present state; repeating the request changes nothing.',
    slugs.map((slug) => ({ slug, title: 'It does not fit the present state', detail: conflicts[slug] })),
  );

export const tooLarge = answer(413, 'The body has more than 262,144 bytes.', [
  { slug: 'too-large', title: 'The body is too large', detail: 'At most 262144 bytes are taken.' },
]);

export const notEvents = answer(400, 'The body is not a JSON array.', [
  { slug: 'not-json', title: 'The body is not a JSON array', detail: 'Send events as SendGrid does.' },
]);

export const notSigned = answer(401, 'The signature is missing or not valid, or no key is configured.', [
  {
    slug: 'not-signed',
    title: 'The report is not signed by a known key',
    detail: 'Its signature fits none of SENDGRID_WEBHOOK_PUBLIC_KEYS.',
  },
  {
    slug: 'no-report-key',
    title: 'Reports cannot be checked',
    detail: 'Set SENDGRID_WEBHOOK_PUBLIC_KEYS to the verification key that SendGrid shows with its event webhook.',
  },
]);

export const tooManyEvents = answer(413, 'The body has more than 2,097,152 bytes.', [
  { slug: 'too-large', title: 'The body is too large', detail: 'At most 2097152 bytes are taken.' },
]);

export const invalidRequest = answer(
  422,
  'A field of the path, the query or the body is missing, unknown or not as described; `errors` names each.',
  [
    {
      slug: 'invalid-request',
      title: 'The request is not valid',
      detail: 'See errors: colour.',
      errors: [{ path: 'colour', message: 'is not a known field' }],
    },
  ],
);

export const internal = answer(500, 'Something went wrong on our side; it is logged.', [
  { slug: 'internal', title: 'Something went wrong on our side' },
]);

export const storeAway = answer(
  503,
  'The database is away, or this server has too much to do. Nothing was changed for certain: send the same request again after Retry-After seconds.',
  [
    {
      slug: 'store-away',
      title: 'The database is away',
      detail: 'Nothing was changed for certain; try again.',
    },
    { slug: 'busy', title: 'This server has too much to do', detail: 'Nothing was changed; try again.' },
  ],
  retryAfter,
);

export const providerAway = answer(
  503,
  'The database or the provider is away. The address may still be suppressed: send the same request again after Retry-After seconds.',
  [
    { slug: 'store-away', title: 'The database is away', detail: 'Nothing was changed for certain; try again.' },
    {
      slug: 'provider-away',
      title: 'The provider could not be told',
      detail: 'the provider did not answer: the address is still suppressed; try again.',
    },
  ],
  retryAfter,
);
