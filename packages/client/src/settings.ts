import type { Answer } from './json.ts';
import type { CallOptions } from './options.ts';
import type { ChangedSettings, Settings, SettingsPatch } from './types.ts';

export function settings(answer: Answer) {
  return {
    /** All settings, including defaults. */
    get: (options?: CallOptions) => answer<Settings>('GET', '/v1/settings', options),
    /** Changes settings by an RFC 7396 merge patch: what is left out stays, null resets to the default. */
    patch: (body: SettingsPatch, options: CallOptions = {}) =>
      answer<ChangedSettings>('PATCH', '/v1/settings', { ...options, body }),
  };
}
