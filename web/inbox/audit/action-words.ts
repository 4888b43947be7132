import type { AuditEntry } from '../../../packages/client/src/index.ts';
import type { WordKey } from '../words/language.ts';

export type AuditAction = AuditEntry['action'];

/** One row for each action of the API; a new one does not compile without its words. */
export const actionWords: Readonly<Record<AuditAction, WordKey>> = {
  'settings.changed': 'audit.settingsChanged',
  'agent.put': 'audit.agentPut',
  'agent.deleted': 'audit.agentDeleted',
  'agent.sessionCreated': 'audit.sessionCreated',
  'agent.signedIn': 'audit.signedIn',
  'agent.signedOut': 'audit.signedOut',
  'key.created': 'audit.keyCreated',
  'key.revoked': 'audit.keyRevoked',
  'secret.rotated': 'audit.secretRotated',
  'secret.previousEnded': 'audit.secretEnded',
  'delivery.replayed': 'audit.deliveryReplayed',
  'delivery.dismissed': 'audit.deliveryDismissed',
  'deliveries.replayed': 'audit.deliveriesReplayed',
  'agentEmail.replayed': 'audit.agentEmailReplayed',
  'inbound.replayed': 'audit.inboundReplayed',
  'inbound.dismissed': 'audit.inboundDismissed',
  'inbounds.replayed': 'audit.inboundsReplayed',
  'suppression.added': 'audit.suppressionAdded',
  'suppression.lifted': 'audit.suppressionLifted',
  'job.paused': 'audit.jobPaused',
  'job.resumed': 'audit.jobResumed',
  'job.cancelled': 'audit.jobCancelled',
  'conversation.erased': 'audit.conversationErased',
  'conversation.exported': 'audit.conversationExported',
  'visitor.erased': 'audit.visitorErased',
  'replyAddresses.revoked': 'audit.addressesRevoked',
  'webhook.put': 'audit.webhookPut',
  'webhook.deleted': 'audit.webhookDeleted',
  'webhook.disabled': 'audit.webhookDisabled',
  'webhook.tested': 'audit.webhookTested',
  'webhook.secretRotated': 'audit.webhookRotated',
  'webhook.previousSecretsEnded': 'audit.webhookEnded',
  'webhook.replayed': 'audit.webhookReplayed',
  'channel.put': 'audit.channelPut',
  'channel.deleted': 'audit.channelDeleted',
};
