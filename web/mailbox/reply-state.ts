import type { Reply } from './api.ts';

/** What became of a reply, in a sentence; `isGood` null: it is not known yet. */
export function becameOf({ state, posts }: Reply): { readonly words: string; readonly isGood: boolean | null } {
  const answered = posts.at(-1)?.answered ?? null;
  switch (state) {
    case 'accepted':
      return { words: 'The API took it', isGood: true };
    case 'waiting':
      return {
        words:
          answered === null ? 'The API has not answered yet' : `The API answered ${answered}; SendGrid tries again`,
        isGood: null,
      };
    case 'refused':
      return { words: `The API refused it with ${answered ?? 'no answer'}`, isGood: false };
    case 'givenUp':
      return { words: 'SendGrid gave up after 72 hours', isGood: false };
    case 'noSetting':
      return { words: 'Nobody receives emails at this address', isGood: false };
    default:
      return state satisfies never;
  }
}
