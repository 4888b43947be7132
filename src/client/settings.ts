import type { ChangedSettings, Settings } from '../contract/settings.ts';
import type { Answer } from './json.ts';
import type { CallOptions } from './options.ts';

type Part<Group> = Group extends readonly unknown[]
  ? Group
  : Group extends object
    ? { readonly [Field in keyof Group]?: Group[Field] | null }
    : Group;

/** A part of the settings: what is left out stays, null resets to the default (RFC 7396). */
export type SettingsPatch = { readonly [Group in keyof Settings]?: Part<Settings[Group]> | null };

export function settings(answer: Answer) {
  return {
    get: (options?: CallOptions) => answer<Settings>('GET', '/v1/settings', options),
    patch: (body: SettingsPatch, options: CallOptions = {}) =>
      answer<ChangedSettings>('PATCH', '/v1/settings', { ...options, body }),
  };
}
