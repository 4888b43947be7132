import type { Browser } from './engine/browser.ts';

/** So long a tab that has rung keeps others from ringing for the same message. */
const quietMs = 3_000;

/** A short sound, in one of the browser's tabs. Silent until the visitor has used a page, as browsers want it. */
export function ringOnce({ tabs }: Browser, name: string): void {
  if (!(navigator.userActivation?.hasBeenActive ?? true)) return;
  if (tabs === null) {
    ring();
    return;
  }
  void tabs.locks.request(name, { ifAvailable: true }, async (lock) => {
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
