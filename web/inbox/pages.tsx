import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import { InboxPage } from './conversations/inbox-page.tsx';
import { paths } from './go.ts';
import type { IconName } from './parts/icons.tsx';
import type { PageProps } from './parts/page.tsx';
import type { WordKey } from './words/language.ts';

interface Page {
  readonly path: string;
  readonly component: ComponentType<PageProps>;
  /** For agents with the role `admin` alone. */
  readonly isForAdmins?: true;
}

/** Loaded when somebody goes there, because most agents stay in the inbox. */
const Deliveries = lazy(() => import('./deliveries/deliveries-page.tsx').then((all) => all.DeliveriesPage));
const Delivery = lazy(() => import('./deliveries/delivery-page.tsx').then((all) => all.DeliveryPage));
const Replays = lazy(() => import('./deliveries/replays-page.tsx').then((all) => all.ReplaysPage));
const AgentEmails = lazy(() => import('./deliveries/agent-emails-page.tsx').then((all) => all.AgentEmailsPage));
const Received = lazy(() => import('./deliveries/received-page.tsx').then((all) => all.ReceivedPage));
const ReceivedEmail = lazy(() => import('./deliveries/received-email-page.tsx').then((all) => all.ReceivedEmailPage));
const Status = lazy(() => import('./status/status-page.tsx').then((all) => all.StatusPage));
const Settings = lazy(() => import('./settings/settings-page.tsx').then((all) => all.SettingsPage));
const Preferences = lazy(() => import('./preferences/preferences-page.tsx').then((all) => all.PreferencesPage));
const Audit = lazy(() => import('./audit/audit-page.tsx').then((all) => all.AuditPage));

/** Every page. Two with one component are one page, which stays when one goes from the one path to the other. */
export const pages: readonly Page[] = [
  { path: '/inbox', component: InboxPage },
  { path: '/inbox/c/:id', component: InboxPage },
  { path: '/inbox/deliveries', component: Deliveries, isForAdmins: true },
  { path: '/inbox/deliveries/received', component: Received, isForAdmins: true },
  { path: '/inbox/deliveries/received/:id', component: ReceivedEmail, isForAdmins: true },
  { path: '/inbox/deliveries/replays', component: Replays, isForAdmins: true },
  { path: '/inbox/deliveries/agents', component: AgentEmails, isForAdmins: true },
  { path: '/inbox/deliveries/:id', component: Delivery, isForAdmins: true },
  { path: '/inbox/status', component: Status, isForAdmins: true },
  // Before the settings of the account, of which its path looks like a part.
  { path: paths.preferences, component: Preferences },
  { path: '/inbox/settings/:section?', component: Settings, isForAdmins: true },
  { path: '/inbox/audit', component: Audit, isForAdmins: true },
];

interface Entry {
  readonly href: string;
  /** It is the current one below this path. */
  readonly below: string;
  readonly words: WordKey;
  readonly icon: IconName;
  readonly isForAdmins?: true;
}

/** What the rail leads to, and Ctrl/Cmd+K. */
export const entries: readonly Entry[] = [
  { href: paths.inbox, below: '/inbox/c/', words: 'shell.inbox', icon: 'inbox' },
  { href: paths.deliveries, below: paths.deliveries, words: 'deliveries.title', icon: 'mail', isForAdmins: true },
  { href: paths.status, below: paths.status, words: 'status.title', icon: 'pulse', isForAdmins: true },
  { href: paths.audit, below: paths.audit, words: 'audit.title', icon: 'scroll', isForAdmins: true },
  { href: paths.settings(), below: '/inbox/settings', words: 'settings.title', icon: 'gear', isForAdmins: true },
];
