import type { Tab, VisitorPresence } from '../facts.ts';
import { type ToldTime, timeOfReport } from './clocks.ts';

/** Beyond this many, the tabs that ended first are forgotten. */
const maxTabs = 32;

export interface PresenceReport {
  readonly state: 'here' | 'active' | 'left';
  readonly tab: string;
  /** When it happened, never in the future. */
  readonly at: number;
  readonly lag?: number | undefined;
  readonly session?: string | undefined;
}

/** The same as a client reports it. */
export interface ToldReport extends ToldTime {
  readonly state: PresenceReport['state'];
  readonly tab: string;
  /** The visitor's session; missing for a report with a key. */
  readonly session?: string | undefined;
}

/** Before any report, the visitor counts as here since the conversation's start (design section 4). */
export function presenceFrom(start: number): VisitorPresence {
  return { tabs: [conversationItself(start)], activeAt: start };
}

/**
 * Presence after one report. One older than the tab's newest changes nothing. A `here` that ends an absence is
 * activity, like every `active`.
 */
export function reported(presence: VisitorPresence, report: PresenceReport, silenceSeconds: number): VisitorPresence {
  const known = presence.tabs.find(({ tab }) => tab === report.tab);
  if (known !== undefined && report.at < known.seenAt) return presence;
  const tab: Tab = {
    tab: report.tab,
    seenAt: report.at,
    beats: report.state === 'here' || (known?.beats ?? false),
    leftAt: report.state === 'left' ? report.at : null,
    ...(report.lag === undefined ? {} : { lag: report.lag }),
    ...(report.session === undefined ? {} : { session: report.session }),
  };
  const others = presence.tabs.filter((other) => other.tab !== report.tab);
  const tabs = [...others.filter((other) => other.tab !== null || other.seenAt > report.at), tab];
  const isActivity =
    report.state === 'active' || (report.state === 'here' && leftAt(presence, silenceSeconds, report.at) !== null);
  return {
    tabs: forgetOldest(tabs),
    activeAt: isActivity ? Math.max(presence.activeAt, report.at) : presence.activeAt,
  };
}

/** The same for a report from a client, whose clock may be wrong in either direction. */
export function reportedBy(
  presence: VisitorPresence,
  { state, tab, session, ...told }: ToldReport,
  silenceSeconds: number,
  now: number,
): VisitorPresence {
  const known = presence.tabs.find((one) => one.tab === tab);
  return reported(presence, { state, tab, session, ...timeOfReport(told, known, silenceSeconds, now) }, silenceSeconds);
}

/** Presence after the visitor wrote, or gave their address in the widget: activity that ends an absence. */
export function returned(presence: VisitorPresence, at: number, silenceSeconds: number): VisitorPresence {
  const wasAway = leftAt(presence, silenceSeconds, at) !== null;
  const tabs = wasAway
    ? forgetOldest([...presence.tabs.filter(({ tab }) => tab !== null), conversationItself(at)])
    : presence.tabs;
  return { tabs, activeAt: Math.max(presence.activeAt, at) };
}

/** What a visitor did, as reported. */
export interface Activity {
  /** Null if the page sends no heartbeats. */
  readonly tab: string | null;
  /** The visitor's session; missing for what is reported with a key. */
  readonly session?: string | undefined;
  /** Its own time; `now` is when it arrived. */
  readonly at: number;
  readonly silenceSeconds: number;
  readonly now: number;
}

/**
 * The same with the tab it came from, which is present now and ends by silence, because only pages that send heartbeats
 * name their tab. So silence counts even if all earlier heartbeats came before the conversation existed.
 */
export function returnedIn(
  presence: VisitorPresence,
  { tab, session, at, silenceSeconds, now }: Activity,
): VisitorPresence {
  const { tabs, activeAt } = returned(presence, at, silenceSeconds);
  if (tab === null) return { tabs, activeAt };
  const known = tabs.find((other) => other.tab === tab);
  const others = tabs.filter((other) => other.tab !== null && other.tab !== tab);
  const reportedWith = session === undefined ? {} : { session };
  const there: Tab = { ...known, ...reportedWith, tab, seenAt: now, beats: true, leftAt: null };
  return { tabs: forgetOldest([...others, there]), activeAt };
}

export interface EndedSession {
  readonly session: string;
  readonly at: number;
  readonly silenceSeconds: number;
}

/** Presence after a session has ended: the tabs that reported with it have left. The same object if none was there. */
export function leftWith(presence: VisitorPresence, { session, at, silenceSeconds }: EndedSession): VisitorPresence {
  const isThere = (tab: Tab) => tab.session === session && noticedAt([tab], silenceSeconds) > at;
  if (!presence.tabs.some(isThere)) return presence;
  const tabs = presence.tabs.map((tab) => (isThere(tab) ? { ...tab, seenAt: at, leftAt: at } : tab));
  return { ...presence, tabs };
}

/** How often a page should send its heartbeat, in seconds; a single late or lost one is not yet silence. */
export function heartbeatSecondsFor(silenceSeconds: number): number {
  return Math.max(1, Math.round(silenceSeconds / 3));
}

/** When the visitor left the site: the latest end of their tabs; null while one remains. */
export function leftAt(presence: VisitorPresence, silenceSeconds: number, now: number): number | null {
  return noticedAt(presence.tabs, silenceSeconds) <= now ? lastThere(presence) : null;
}

/**
 * The same for a visitor of a channel, where nothing tells when they leave: they are there until they have not written for
 * `afterInactivitySeconds`. So a message that arrives days late does not make them present.
 */
export const silentSince = (
  { activeAt }: VisitorPresence,
  afterInactivitySeconds: number,
  now: number,
): number | null => (activeAt + afterInactivitySeconds * 1_000 <= now ? activeAt : null);

/**
 * When the visitor will have been gone for `afterLeavingSeconds` if no more reports come; Infinity while a tab without
 * heartbeats remains, because its silence means nothing.
 */
export function goneFor(presence: VisitorPresence, afterLeavingSeconds: number, silenceSeconds: number): number {
  return Math.max(lastThere(presence) + afterLeavingSeconds * 1_000, noticedAt(presence.tabs, silenceSeconds));
}

/** Where a visitor is: on the site, or in their email program. */
export interface Whereabouts {
  readonly presence: VisitorPresence;
  readonly answeredByMailAt?: number;
}

/**
 * Since when the visitor has gone on by email: they answered one and have not been active on the site since, although a
 * tab may still be open somewhere (design R7); null if they have not.
 */
export function byEmailSince({ presence, answeredByMailAt }: Whereabouts): number | null {
  return answeredByMailAt !== undefined && answeredByMailAt > presence.activeAt ? answeredByMailAt : null;
}

/** Since when the visitor has not been there to read the chat, because they left the site or went on by email. */
export function awaySince(where: Whereabouts, silenceSeconds: number, now: number): number | null {
  const times = [leftAt(where.presence, silenceSeconds, now), byEmailSince(where)].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** When the visitor will have been away for `afterLeavingSeconds` if nothing more is heard of them. */
export function awayFor(where: Whereabouts, afterLeavingSeconds: number, silenceSeconds: number): number {
  const byEmail = (byEmailSince(where) ?? Number.POSITIVE_INFINITY) + afterLeavingSeconds * 1_000;
  return Math.min(goneFor(where.presence, afterLeavingSeconds, silenceSeconds), byEmail);
}

/** When the visitor will count as gone if no more reports come; null if they have left, or no tab sends heartbeats. */
export function silenceNoticedAt({ tabs }: VisitorPresence, silenceSeconds: number): number | null {
  const at = noticedAt(tabs, silenceSeconds);
  const isAwaited = tabs.some(({ beats, leftAt }) => beats && leftAt === null);
  return isAwaited && at !== Number.POSITIVE_INFINITY ? at : null;
}

/** The last sign of life of any tab. */
export function seenAt({ tabs, activeAt }: VisitorPresence): number {
  return Math.max(activeAt, ...tabs.map((tab) => tab.seenAt));
}

/** A visitor who wrote after their tab was last seen, before its silence was noticed, was still there. */
const lastThere = ({ tabs, activeAt }: VisitorPresence) => Math.max(lastEnd(tabs), activeAt);

const lastEnd = (tabs: readonly Tab[]) =>
  Math.max(...tabs.map((tab) => tab.leftAt ?? (tab.beats ? tab.seenAt : Number.POSITIVE_INFINITY)));

const noticedAt = (tabs: readonly Tab[], silenceSeconds: number) =>
  Math.max(
    ...tabs.map((tab) => tab.leftAt ?? (tab.beats ? tab.seenAt + silenceSeconds * 1_000 : Number.POSITIVE_INFINITY)),
  );

const conversationItself = (at: number): Tab => ({ tab: null, seenAt: at, beats: false, leftAt: null });

function forgetOldest(tabs: readonly Tab[]): readonly Tab[] {
  if (tabs.length <= maxTabs) return tabs;
  return [...tabs].sort((a, b) => lastEnd([b]) - lastEnd([a]) || b.seenAt - a.seenAt).slice(0, maxTabs);
}
