import { say } from '../words/language.ts';

/** In the place of rows that are being loaded. */
export const SkeletonRows = ({ count }: { readonly count: number }) => (
  <div class="skeleton-rows" role="status">
    <span class="hidden">{say('shell.loading')}</span>
    {Array.from({ length: count }, (_, index) => (
      <div class="skeleton-row" key={index} aria-hidden="true">
        <span class="bone round" />
        <span class="lines">
          <span class="bone" style={{ width: `${40 + ((index * 17) % 30)}%` }} />
          <span class="bone" style={{ width: `${62 + ((index * 23) % 32)}%` }} />
        </span>
      </div>
    ))}
  </div>
);
