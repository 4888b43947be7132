import type { Attachment } from '../../../packages/client/src/index.ts';
import { Icon } from '../parts/icons.tsx';
import { bytes } from '../words/format.ts';

/** The files of a message: images small, everything by a link that downloads it. */
export const Files = ({ files }: { readonly files: readonly Attachment[] }) => (
  <ul class="files">
    {files.map(({ id, name, url, previewUrl, bytes: size }) => (
      <li key={id}>
        <a class="file" href={url} download={name} title={name}>
          {previewUrl === undefined ? (
            <>
              <Icon name="file" />
              <span class="cut" dir="auto">
                {name}
              </span>
              <span class="note">{bytes(size)}</span>
            </>
          ) : (
            <img src={previewUrl} alt={name} loading="lazy" />
          )}
        </a>
      </li>
    ))}
  </ul>
);
