import type { Answer } from './json.ts';
import type { CallOptions } from './options.ts';
import type { ChangedSettings, Settings, SettingsPatch } from './types.ts';

export function settings(answer: Answer) {
  return {
    get: (options?: CallOptions) => answer<Settings>('GET', '/v1/settings', options),
    patch: (body: SettingsPatch, options: CallOptions = {}) =>
      answer<ChangedSettings>('PATCH', '/v1/settings', { ...options, body }),
  };
}
