import { randomBytes } from 'node:crypto';
import type { Channel } from '../kept/pages.ts';

/** An error as the Graph API returns it (reference of error handling; Messenger's common error codes). */
export interface GraphError {
  readonly status: number;
  readonly message: string;
  readonly type: 'OAuthException' | 'GraphMethodException' | 'IGApiException';
  readonly code: number;
  readonly subcode?: number;
  /** Whether it may be gone in a moment, where Meta says so. */
  readonly isTransient?: boolean;
}

export function errorResponse(error: GraphError, headers: Readonly<Record<string, string>> = {}): Response {
  const { status, message, type, code, subcode, isTransient } = error;
  const body = {
    error: {
      ...{ message, type, code },
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      ...(isTransient === undefined ? {} : { is_transient: isTransient }),
      fbtrace_id: `A${randomBytes(16).toString('base64url')}`,
    },
  };
  const challenge = `OAuth "Facebook Platform" "invalid_token" ${JSON.stringify(message)}`;
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      ...(code === 190 ? { 'www-authenticate': challenge } : {}),
      ...headers,
    },
  });
}

const oauth = (status: number, code: number, message: string, subcode?: number): GraphError => ({
  ...{ status, message, type: 'OAuthException', code },
  ...(subcode === undefined ? {} : { subcode }),
});

/** Code 100 with what is wrong, as Meta begins each. */
export const invalid = (what: string, subcode?: number) => oauth(400, 100, `(#100) ${what}`, subcode);

const policy =
  'Learn more about the new policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview';

/** Where no page is concerned, or both channels answer alike. */
export const refusals = {
  noToken: oauth(400, 104, 'An access token is required to request this resource.'),
  unknownToken: oauth(400, 190, 'Invalid OAuth access token - Cannot parse access token'),
  deadToken: oauth(
    400,
    190,
    'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
    460,
  ),
  expiredToken: (expiredAt: number) =>
    oauth(400, 190, `Error validating access token: Session has expired on ${new Date(expiredAt).toUTCString()}.`, 463),
  tooYoungToken: oauth(400, 100, '(#100) The access token must be at least 24 hours old to be refreshed.'),
  unknownPath: (path: string): GraphError => ({
    ...{ status: 400, message: `Unknown path components: ${path}`, type: 'OAuthException', code: 2500 },
  }),
  noObject: (method: string, id: string): GraphError => ({
    status: 400,
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    type: 'GraphMethodException',
    code: 100,
    subcode: 33,
  }),
  wrongProof: {
    ...{ status: 400, message: 'Invalid appsecret_proof provided in the API argument' },
    ...{ type: 'GraphMethodException', code: 100 },
  } as GraphError,
  notJson: oauth(400, 100, '(#100) The body is neither JSON nor a form.'),
  tooLarge: oauth(413, 1, 'Please reduce the amount of data you are asking for, then retry your request'),
  throttled: (channel: Channel) =>
    oauth(
      400,
      613,
      '(#613) Calls to this api have exceeded the rate limit.',
      channel === 'instagram' ? 2_534_040 : undefined,
    ),
  appThrottled: { ...oauth(403, 4, '(#4) Application request limit reached'), isTransient: true },
  userThrottled: oauth(400, 17, '(#17) User request limit reached'),
  unknownError: oauth(500, 1, 'An unknown error occurred'),
  unavailable: {
    ...oauth(503, 2, 'Service temporarily unavailable'),
    isTransient: true,
  },
  temporary: oauth(400, 1_200, '(#1200) Temporary send message failure. Please try again later.', 2_018_024),
  noPermission: (channel: Channel) =>
    oauth(
      403,
      200,
      channel === 'messenger'
        ? '(#200) Requires pages_messaging permission to manage the object'
        : '(#200) Requires permission to manage the messages of this Instagram account',
    ),
  restricted: oauth(403, 10, '(#10) The page is temporarily restricted from sending messages.', 1_893_063),
  blocked: invalid('The account is blocked from messaging.', 2_534_029),
  accountRestricted: invalid('The account’s messaging is restricted.', 2_534_122),
  messagesOff: oauth(403, 200, '(#200) The account owner has disabled access to instagram direct messages', 2_534_041),
  notReceiving: oauth(400, 551, '(#551) This person isn’t available right now.', 1_545_041),
  noUser: (channel: Channel) =>
    channel === 'messenger'
      ? invalid('No matching user found', 2_018_001)
      : invalid('The requested user cannot be found.', 2_534_014),
  windowClosed: (channel: Channel) =>
    oauth(
      channel === 'messenger' ? 400 : 403,
      10,
      `(#10) This message is sent outside of allowed window. ${policy}`,
      channel === 'messenger' ? 2_018_278 : 2_534_022,
    ),
  notFetched: invalid('Failed to fetch the file from the url', 2_018_008),
  wrongFile: invalid('Upload attachment failure.', 2_018_047),
} as const;
