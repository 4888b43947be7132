import type { Answer } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Send } from './send.ts';
import type {
  ChangedSettings,
  EmailChecks,
  PostTestEmail,
  PreviewEmailQuery,
  Settings,
  SettingsPatch,
  TestEmail,
} from './types.ts';

export function settings(answer: Answer, send: Send) {
  return {
    /** All settings, including defaults. */
    get: (options?: CallOptions) => answer<Settings>('GET', '/v1/settings', options),
    /** Changes settings by an RFC 7396 merge patch: what is left out stays, null resets to the default. */
    patch: (body: SettingsPatch, options: CallOptions = {}) =>
      answer<ChangedSettings>('PATCH', '/v1/settings', { ...options, body }),
    /** The email that the settings make of a sample or of a conversation, as a page. Nothing is sent. */
    emailPreview: (query?: PreviewEmailQuery, options: CallOptions = {}) =>
      send('GET', '/v1/settings/email-preview', { ...options, query }, (response) => response.text()),
    /** Sends the sample of the preview; to the agent who is signed in, if `to` is omitted. Never repeated by itself. */
    testEmail: (body: PostTestEmail = {}, options: CallOptions = {}) =>
      answer<TestEmail>('POST', '/v1/settings/test-email', { ...options, body, isRepeatable: false }),
    /** What the provider and the DNS say about the sender and the reply domain. */
    emailChecks: (options?: CallOptions) => answer<EmailChecks>('GET', '/v1/settings/email-checks', options),
  };
}
