import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { connection } from '../account/stream.ts';
import { Icon } from '../parts/icons.tsx';
import { say } from '../words/language.ts';

const isOnline = signal(navigator.onLine);
/** Short breaks, as of a deployment, are nobody's concern. */
const isLostForLong = signal(false);
const longMs = 4_000;

/** What keeps the page from working as it should, as long as it does. */
export function Banners() {
  useEffect(() => {
    const look = () => {
      isOnline.value = navigator.onLine;
    };
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  const isLost = connection.value === 'lost';
  useEffect(() => {
    const timer = setTimeout(
      () => {
        isLostForLong.value = isLost;
      },
      isLost ? longMs : 0,
    );
    return () => clearTimeout(timer);
  }, [isLost]);
  const text = !isOnline.value ? 'shell.offline' : isLostForLong.value ? 'shell.reconnecting' : null;
  return (
    <div role="status">
      {text !== null && (
        <p class="banner">
          <Icon name="alert" />
          <span>{say(text)}</span>
        </p>
      )}
    </div>
  );
}
