import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { bytes, number } from '../words/format.ts';
import { say } from '../words/language.ts';
import { draftFiles, removeFile, uploadAgain } from './draft-files.ts';

/** The files that go with the next message: how far each is, or why it did not get there. */
export function DraftFiles({ conversationId }: { readonly conversationId: string }) {
  const files = draftFiles(conversationId).value;
  if (files.length === 0) return null;
  return (
    <ul class="draft-files" aria-label={say('composer.files')}>
      {files.map((draft) => {
        const { id, file, progress, attachment, problem } = draft;
        return (
          <li key={id} class="draft-file" data-failed={problem !== null}>
            <Icon name={problem === null ? 'file' : 'alert'} />
            <span class="draft-file-words">
              <span class="cut" dir="auto" title={file.name}>
                {file.name}
              </span>
              {problem !== null ? (
                <span class="problem" role="alert">
                  {problem}
                </span>
              ) : attachment === null ? (
                <progress
                  class="progress"
                  value={progress}
                  aria-label={say('composer.uploading', { percent: number(progress, { style: 'percent' }) })}
                />
              ) : (
                <span class="note">{bytes(attachment.bytes)}</span>
              )}
            </span>
            {problem !== null && (
              <Button
                size="small"
                kind="quiet"
                icon="retry"
                label={say('shell.retry')}
                onClick={() => uploadAgain(conversationId, draft)}
              />
            )}
            <Button
              size="small"
              kind="quiet"
              icon="close"
              label={say('composer.remove', { name: file.name })}
              onClick={() => removeFile(conversationId, id)}
            />
          </li>
        );
      })}
    </ul>
  );
}
