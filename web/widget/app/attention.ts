import { effect, type ReadonlySignal } from '@preact/signals';
import type { Browser } from './engine/browser.ts';

/** Puts the count before the page's title, as long as there is one. Returns how to stop. */
export function countInTitle(count: ReadonlySignal<number>): () => void {
  let own = '';
  let shown: string | null = null;
  const stop = effect(() => show(count.value));

  function show(unread: number): void {
    // The page may have changed its title meanwhile.
    if (document.title !== shown) own = document.title;
    if (unread === 0 && shown === null) return;
    shown = unread === 0 ? null : `(${unread}) ${own}`;
    document.title = shown ?? own;
  }

  return () => {
    stop();
    show(0);
  };
}

/** So long a tab that has rung keeps others from ringing for the same message. */
const quietMs = 3_000;

/** A short sound, in one of the browser's tabs. Silent until the visitor has used a page, as browsers want it. */
export function ringOnce(browser: Browser, name: string): void {
  if (!(navigator.userActivation?.hasBeenActive ?? true)) return;
  if (browser.tabs === null) {
    ring();
    return;
  }
  void browser.tabs.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    ring();
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  });
}

/** Two soft tones. */
function ring(): void {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.connect(audio.destination);
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.5);
  const tone = audio.createOscillator();
  tone.connect(volume);
  tone.frequency.setValueAtTime(660, audio.currentTime);
  tone.frequency.setValueAtTime(880, audio.currentTime + 0.12);
  tone.onended = () => void audio.close();
  tone.start();
  tone.stop(audio.currentTime + 0.5);
}
