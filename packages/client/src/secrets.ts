import type { Answer } from './json.ts';
import type { CallOptions } from './options.ts';
import type { RotatedSecret } from './types.ts';

type SecretKind = RotatedSecret['kind'];

export function secrets(answer: Answer) {
  return {
    /** The new identity secret is told this once. Never sent again by itself, since each call makes another one. */
    rotate: (kind: SecretKind, options: CallOptions = {}) =>
      answer<RotatedSecret>('POST', `/v1/secrets/${kind}/rotate`, { ...options, isRepeatable: false }),
    /** From now on only the present one is accepted. */
    endPrevious: async (kind: SecretKind, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/secrets/${kind}/previous`, options);
    },
  };
}
