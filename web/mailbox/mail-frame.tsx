import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Mail } from './api.ts';
import { DesktopIcon, PhoneIcon, PictureIcon } from './icons.tsx';

/** The same for all emails. */
const width = signal<'desktop' | 'phone'>('desktop');
const loadsPictures = signal(true);

const minHeight = 120;
const maxHeight = 20_000;

/**
 * An email's HTML as an email program shows it. In the frame no script runs, and links open in a new tab. It has the
 * page's origin, so that the page can see how high it is.
 */
export function MailFrame({ mail }: { readonly mail: Mail }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(minHeight);
  const observer = useRef<ResizeObserver | null>(null);
  useEffect(() => () => observer.current?.disconnect(), []);

  const measure = () => {
    const root = frame.current?.contentDocument?.documentElement;
    if (root === undefined || root === null) return;
    const fit = () =>
      setHeight(Math.min(maxHeight, Math.max(minHeight, Math.ceil(root.getBoundingClientRect().height))));
    observer.current?.disconnect();
    observer.current = new ResizeObserver(fit);
    observer.current.observe(root);
    fit();
  };
  const path = `/api/mails/${encodeURIComponent(mail.id)}/html${loadsPictures.value ? '' : '?pictures=own'}`;
  return (
    <>
      <div class="tools">
        <fieldset class="switch">
          <legend class="hidden">Width of the email</legend>
          <button type="button" aria-pressed={width.value === 'desktop'} onClick={() => (width.value = 'desktop')}>
            <DesktopIcon /> Desktop
          </button>
          <button type="button" aria-pressed={width.value === 'phone'} onClick={() => (width.value = 'phone')}>
            <PhoneIcon /> Phone
          </button>
        </fieldset>
        <button
          type="button"
          class="toggle"
          aria-pressed={loadsPictures.value}
          title="Some email programs load pictures of other hosts only when they are asked to."
          onClick={() => (loadsPictures.value = !loadsPictures.value)}
        >
          <PictureIcon /> Remote pictures
        </button>
      </div>
      <div class="frame" data-width={width.value}>
        <iframe
          ref={frame}
          key={path}
          src={path}
          title={`Email: ${mail.subject}`}
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          style={{ height: `${height}px` }}
          onLoad={measure}
        />
      </div>
    </>
  );
}
