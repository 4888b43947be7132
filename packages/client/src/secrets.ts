import type { Answer } from './json.ts';
import type { CallOptions } from './options.ts';
import type { RotatedSecret } from './types.ts';

type SecretKind = RotatedSecret['kind'];

export function secrets(answer: Answer) {
  return {
    /** Rotates a secret; a new identity secret is returned only this once. The request is never repeated by itself. */
    rotate: (kind: SecretKind, options: CallOptions = {}) =>
      answer<RotatedSecret>('POST', `/v1/secrets/${kind}/rotate`, { ...options, isRepeatable: false }),
    /** Revokes the older secrets: from now on only the current one is accepted. */
    endPrevious: async (kind: SecretKind, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/secrets/${kind}/previous`, options);
    },
  };
}
