import { effect } from '@preact/signals';
import { agents } from './agents.ts';
import {
  chosenElsewhere,
  isToBeTold,
  leaseSeconds,
  renewEveryMs,
  type StatusName,
  statusToTell,
  type ToldStatus,
} from './lease.ts';
import { me } from './me.ts';
import { client, signOut } from './session.ts';

/** What the agent's tabs share, by names that begin with this. */
const kept = 'afterchat.inbox.status';
const names = { wish: `${kept}.wish`, activeAt: `${kept}.activeAt` };

/** Activity is noted this often. */
const noteEveryMs = 5_000;
/** What this tab told last, and since when the service says it is so; null if that is not known. */
let told: { readonly status: StatusName; readonly since: string } | null = null;
let isTelling = false;
let isLeaving = false;

const isName = (value: string | null): value is StatusName =>
  value === 'online' || value === 'offline' || value === 'invisible';

/** Another agent may have used this browser before. */
const keyOf = (name: string) => `${name}.${me.peek()?.agent.id ?? ''}`;
const read = (name: string): string | null => {
  try {
    return localStorage.getItem(keyOf(name));
  } catch {
    return null;
  }
};
const write = (name: string, value: string | null) => {
  try {
    if (value === null) localStorage.removeItem(keyOf(name));
    else localStorage.setItem(keyOf(name), value);
  } catch {
    // Where nothing may be kept, each tab goes by itself.
    own.set(name, value);
  }
};
const own = new Map<string, string | null>();

function wish(): StatusName {
  const chosen = own.get(names.wish) ?? read(names.wish);
  return isName(chosen) ? chosen : 'online';
}

function activeAt(): number {
  return Number(own.get(names.activeAt) ?? read(names.activeAt) ?? 0);
}

async function put({ status, expiresInSeconds }: ToldStatus): Promise<void> {
  const id = me.peek()?.agent.id;
  if (id === undefined || isLeaving) return;
  isTelling = true;
  try {
    const { since } = await client.agents.putStatus(id, { status, expiresInSeconds });
    told = { status, since };
  } finally {
    isTelling = false;
  }
}

const next = () =>
  statusToTell({
    wish: wish(),
    activeAt: activeAt(),
    awayAfterMinutes: me.peek()?.preferences.awayAfterMinutes ?? null,
    now: Date.now(),
  });

async function tell(): Promise<void> {
  if (!isToBeTold(next(), told?.status ?? null)) return;
  try {
    await put(next());
  } catch {
    // It is told again with the next renewal, or once the network is back.
    told = null;
  }
}

/** Takes what the agent has chosen to be, for all tabs. Rejects if the service does not. */
export async function chooseStatus(status: StatusName): Promise<void> {
  write(names.wish, status);
  write(names.activeAt, String(Date.now()));
  await put(next());
}

/** Goes offline, ends the session, and leaves for the sign-in. Rejects if the service cannot be reached. */
export async function leave(): Promise<void> {
  isLeaving = true;
  try {
    // With a lease, because it is not what they chose to be: elsewhere they may still be there.
    await client.agents.putStatus(me.peek()?.agent.id ?? '', { status: 'offline', expiresInSeconds: leaseSeconds });
    await signOut();
    write(names.wish, null);
  } catch (error) {
    isLeaving = false;
    throw error;
  }
}

const acts = ['pointerdown', 'keydown', 'wheel', 'visibilitychange'];

/**
 * Keeps the agent's status while an inbox is open in this browser: one of its tabs renews the lease, and another one if
 * that is closed.
 */
export function keepStatus(): void {
  const acted = () => {
    const now = Date.now();
    if (document.visibilityState === 'hidden' || now - activeAt() < noteEveryMs) return;
    write(names.activeAt, String(now));
    dispatchEvent(new Event(names.activeAt));
  };
  for (const type of acts) document.addEventListener(type, acted, { passive: true, capture: true });
  // What they are at the moment is what they chose last, wherever that was; unless they are not there at all.
  const now = myOwn();
  if (now !== null && now.status !== 'offline') write(names.wish, now.status);
  write(names.activeAt, String(Date.now()));
  if (navigator.locks === undefined) renew();
  else void navigator.locks.request(keyOf(kept), () => new Promise<never>(renew));
}

const myOwn = () => agents.value.get(me.peek()?.agent.id ?? '')?.status ?? null;

/** In one tab. */
function renew(): void {
  const tellOfChange = () => {
    if (next().status !== told?.status) void tell();
  };
  // Another tab may have told something else since this one did.
  told = null;
  void tell();
  setInterval(() => void tell(), renewEveryMs);
  addEventListener('online', () => void tell());
  addEventListener(names.activeAt, tellOfChange);
  addEventListener('storage', ({ key }) => {
    if (key === keyOf(names.activeAt)) tellOfChange();
  });
  let before = myOwn();
  effect(() => {
    const now = myOwn();
    const chosen = chosenElsewhere(now, before);
    before = now;
    if (chosen === null || now === null || isTelling || (told !== null && now.since <= told.since)) return;
    write(names.wish, chosen);
    told = { status: chosen, since: now.since };
  });
}
