import type { Browser } from './engine/browser.ts';

/** So long a tab that has rung keeps others from ringing for the same message. */
const quietMs = 3_000;

/** So long the others leave to the tab in which the visitor reads it already. */
const leaveMs = 300;

/**
 * A short sound, in one of the browser's tabs; in none if the visitor sees the message in one (`isSeen`, of this tab).
 * Silent until the visitor has used a page, as browsers want it.
 */
export async function ringOnce({ tabs }: Browser, name: string, isSeen: boolean): Promise<void> {
  if (!isSeen && !(navigator.userActivation?.hasBeenActive ?? true)) return;
  if (tabs === null) {
    if (!isSeen) ring();
    return;
  }
  if (!isSeen) await new Promise((resolve) => setTimeout(resolve, leaveMs));
  await tabs.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    if (!isSeen) ring();
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
