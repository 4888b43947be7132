import type { Alert } from '../../../packages/client/src/index.ts';
import { paths } from '../go.ts';
import type { WordKey } from '../words/language.ts';

interface AlertRow {
  readonly title: WordKey;
  /** What to do about it (docs/operations.md). */
  readonly advice: WordKey;
  /** Where the inbox helps with it. */
  readonly href?: string;
}

/** One row for each alert of the API; a new one does not compile without its words. */
export const alertWords: Readonly<Record<Alert['kind'], AlertRow>> = {
  providerAuth: { title: 'status.providerAuth', advice: 'status.doProviderAuth' },
  outOfCredits: { title: 'status.outOfCredits', advice: 'status.doOutOfCredits' },
  providerDrops: {
    title: 'status.providerDrops',
    advice: 'status.doProviderDrops',
    href: `${paths.deliveries}?state=dropped`,
  },
  alarmsOverdue: { title: 'status.alarmsOverdue', advice: 'status.doAlarmsOverdue' },
  deploymentPaused: { title: 'status.deploymentPaused', advice: 'status.doDeploymentPaused' },
  pauseForgotten: {
    title: 'status.pauseForgotten',
    advice: 'status.doPauseForgotten',
    href: paths.settings('sending'),
  },
  unknownPilingUp: {
    title: 'status.unknownPilingUp',
    advice: 'status.doUnknownPilingUp',
    href: `${paths.deliveries}?state=unknown`,
  },
  reportsMissing: { title: 'status.reportsMissing', advice: 'status.doReportsMissing' },
  inboundWaiting: { title: 'status.inboundWaiting', advice: 'status.doInboundWaiting' },
  inboundBadSignature: {
    title: 'status.inboundBadSignature',
    advice: 'status.doInboundBadSignature',
    href: `${paths.received}?state=deadLetter&why=badSignature`,
  },
  inboundDeadLetters: {
    title: 'status.inboundDeadLetters',
    advice: 'status.doInboundDeadLetters',
    href: paths.received,
  },
  channelTokenDead: {
    title: 'status.channelTokenDead',
    advice: 'status.doChannelTokenDead',
    href: paths.settings('channels'),
  },
  channelRestricted: {
    title: 'status.channelRestricted',
    advice: 'status.doChannelRestricted',
    href: paths.settings('channels'),
  },
  channelTokenExpiring: {
    title: 'status.channelTokenExpiring',
    advice: 'status.doChannelTokenExpiring',
    href: paths.settings('channels'),
  },
  webhookDisabled: { title: 'status.webhookDisabled', advice: 'status.doWebhookDisabled' },
  webhookMissedEvents: { title: 'status.webhookMissedEvents', advice: 'status.doWebhookMissedEvents' },
};
