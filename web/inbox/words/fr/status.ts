import type { status as english } from '../en/status.ts';
import type { Translated } from '../translated.ts';

export const status: Translated<typeof english> = {
  title: 'État',
  again: 'Actualiser',
  failed: 'Impossible de charger l’état.',
  stale: 'Le service n’a pas répondu. Voici les chiffres de sa dernière réponse.',
  sending: 'Envoi',
  on: 'L’envoi est en marche',
  onMeans: 'Personne n’a suspendu l’envoi : ni le compte, ni l’exploitant, ni le prestataire.',
  pausedByOperator: 'Suspendu par l’exploitant',
  pausedByOperatorMeans:
    'Rien de nouveau ne part, dans aucun compte. Ce qui attend partira quand l’exploitant lèvera la suspension.',
  pausedByAccount: 'Suspendu par le compte',
  pausedMeans: 'Rien de nouveau ne part. Ce qui attend partira quand la suspension sera levée.',
  pausedByProvider: 'Suspendu par le service',
  keyRefused: 'Le prestataire refuse la clé. Elle est essayée chaque minute, et l’envoi reprend de lui-même.',
  noCredits: 'Les crédits du compte chez le prestataire sont épuisés. L’envoi est retenté et reprend de lui-même.',
  toSettings: 'Aller aux réglages',
  alerts: 'À traiter',
  noAlerts: 'Il n’y a rien à faire.',
  since: 'Depuis',
  look: 'Les voir',
  figures: 'Chiffres',
  sinceOpened:
    'Les courbes commencent à la première ouverture de cette page. Elles ne sont gardées que dans cet onglet.',
  chart: '{name} : évolution',
  dueToAccepted: 'De l’échéance à l’acceptation',
  slowest: {
    one: '99 % en moins de {time} · {count} e-mail dans la dernière heure',
    other: '99 % en moins de {time} · {count} e-mails dans la dernière heure',
  },
  noEmails: 'Aucun e-mail dans la dernière heure',
  overdue: 'Conversations en retard',
  overdueMeans: 'Plus d’une minute de retard',
  parked: 'Envois en attente d’une action',
  deadLetters: 'E-mails reçus non traités',
  lastReport: 'Depuis le dernier rapport',
  lastReportMeans: 'Du prestataire, sur n’importe quel e-mail',
  noReport: 'Le prestataire n’a encore rien rapporté',
  oldestUnknown: 'Plus long résultat inconnu',
  noUnknown: 'Tous les résultats sont connus',
  whyParked: 'Pourquoi des e-mails attendent',

  providerAuth: 'Le prestataire refuse la clé : aucun e-mail ne part',
  doProviderAuth:
    'Mettez dans SENDGRID_API_KEY une clé valide avec le droit mail.send et redémarrez. L’envoi reprend alors de lui-même. Renvoyez ce qui attendait déjà pour cette raison.',
  outOfCredits: 'Les crédits du compte chez le prestataire sont épuisés : aucun e-mail ne part',
  doOutOfCredits: 'Achetez des crédits ou attendez le mois prochain. L’envoi reprend de lui-même.',
  providerDrops: 'Le prestataire a accepté des e-mails, puis les a abandonnés',
  doProviderDrops:
    'Lisez leurs rapports, corrigez chez le prestataire le quota ou les réglages antispam, puis renvoyez-les.',
  alarmsOverdue: 'Des e-mails sont à envoyer, mais rien ne les traite',
  doAlarmsOverdue:
    'Lancez afterchat doctor, vérifiez qu’un worker est prêt (/readyz sur son port d’exploitation dit ce qui lui manque), puis cherchez dans Temporal UI des tâches de workflow en échec.',
  deploymentPaused: 'L’exploitant a suspendu l’envoi pour tous les comptes',
  doDeploymentPaused: 'Ce qui est dû attend et partira quand l’exploitant lèvera la suspension. Demandez-lui.',
  pauseForgotten: 'Le compte a suspendu l’envoi depuis plus d’un jour',
  doPauseForgotten:
    'Levez la suspension dans les réglages. D’ici là, les visiteurs ne reçoivent ni e-mails, ni messages sur Messenger ou Instagram.',
  unknownPilingUp: 'Beaucoup d’e-mails ont été envoyés sans réponse du prestataire',
  doUnknownPilingUp:
    'Consultez la page d’état du prestataire et vérifiez le réseau. Chaque e-mail attend son rapport, puis est renvoyé une fois ou mis en attente.',
  reportsMissing: 'Le prestataire n’a rien rapporté sur les e-mails qu’il a acceptés',
  doReportsMissing: 'Activez son webhook d’événements signé. afterchat doctor le vérifie.',
  inboundWaiting: 'Ce que des visiteurs ont écrit par e-mail, Messenger ou Instagram attend depuis plus de dix minutes',
  doInboundWaiting:
    'Rien n’est perdu. Lancez afterchat doctor, puis cherchez dans Temporal UI les workflows nommés inbound.',
  inboundBadSignature: 'Des e-mails reçus ne sont pas signés avec une clé connue',
  doInboundBadSignature:
    'Comparez INBOUND_PARSE_PUBLIC_KEYS à la politique de sécurité d’Inbound Parse. Lisez et relancez ce qui est authentique, et classez le reste.',
  inboundDeadLetters: 'Des e-mails ou événements de canal reçus n’ont pas pu être traités',
  doInboundDeadLetters: 'Voyez pourquoi, supprimez la cause, puis relancez-les ou classez-les.',
  channelTokenDead: 'Meta refuse le jeton d’une page connectée',
  doChannelTokenDead: 'Rien n’y est envoyé. Créez un autre jeton chez Meta et remplacez-le.',
  channelRestricted: 'Meta restreint une page connectée',
  doChannelRestricted:
    'Rien n’y est envoyé. Consultez l’assistance de la page chez Meta ; l’envoi est retenté après un jour.',
  channelTokenExpiring: 'Le jeton d’un compte Instagram prend fin dans moins d’une semaine',
  doChannelTokenExpiring: 'Il n’a pas pu être renouvelé. Créez un autre jeton chez Meta et remplacez-le.',
  webhookDisabled: 'Un webhook a été désactivé, car son point d’accès n’a rien pris pendant trois jours',
  doWebhookDisabled: 'Réparez le point d’accès, enregistrez de nouveau le webhook et renvoyez ce qu’il a manqué.',
  webhookMissedEvents: 'Un webhook a peut-être manqué des événements',
  doWebhookMissedEvents: 'Comparez ce qu’a son destinataire avec l’API, puis enregistrez de nouveau le webhook.',
};
