import type { withdrawals as english } from '../en/withdrawals.ts';
import type { Translated } from '../translated.ts';

export const withdrawals: Translated<typeof english> = {
  read: 'Le visiteur l’a lu',
  cancelledByAgent: 'Annulé par un agent',
  deleted: 'Supprimé',
  erased: 'Sa conversation a été effacée',
  tooOld: 'Trop ancien pour être transmis',
  nothingLeft: 'Aucun de ses messages n’est plus à envoyer',
  notIdentified: 'Aucune adresse e-mail n’est connue',
  addressSuppressed: 'L’adresse est bloquée',
  unsubscribed: 'Le visiteur ne veut plus recevoir d’e-mails',
  forwardingOff: 'La transmission par e-mail est désactivée',
  noSender: 'Le compte n’a pas d’expéditeur',
  paused: 'L’envoi est suspendu',
  beforeTrigger: 'Le visiteur est là ou vient de partir',
  rateCapped: 'Trop d’e-mails au cours de la dernière heure',
  addressLimited: 'L’adresse n’est pas vérifiée et a atteint sa limite quotidienne',
  quietHours: 'Ce sont les heures calmes chez le visiteur',
  outsideMessagingWindow: 'Le canal ne permet pas de réponse avant que le visiteur n’écrive de nouveau',
  otherChannel: 'La réponse au visiteur passe par un autre canal',
};
