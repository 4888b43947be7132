import { useEffect } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { say } from '../words/language.ts';
import { allProblems, changeCount, discard, isSaving, save } from './draft.ts';

/** Below everything that can be set, as long as something is changed and not saved. */
export function DraftBar() {
  const count = changeCount.value;
  const refused = allProblems.value;
  const isChanged = count > 0;
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isChanged]);
  return (
    <div class="draft-bar" data-shown={isChanged} role="status">
      {isChanged && (
        <>
          <span class={refused.length > 0 ? 'problem' : undefined}>
            {refused.length > 0
              ? `${say('settings.refused', { count: refused.length })}: ${refused[0]}`
              : say('settings.unsaved', { count })}
          </span>
          <Button kind="quiet" onClick={discard} disabled={isSaving.value}>
            {say('settings.discard')}
          </Button>
          <Button kind="primary" onClick={() => void save()} disabled={isSaving.value}>
            {say('settings.save')}
          </Button>
        </>
      )}
    </div>
  );
}
