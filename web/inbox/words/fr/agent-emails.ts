import type { agentEmails as english } from '../en/agent-emails.ts';
import type { Translated } from '../translated.ts';

export const agentEmails: Translated<typeof english> = {
  title: 'E-mails aux agents',
  failed: 'Les e-mails aux agents n’ont pas pu être chargés',
  emptyTitle: 'Aucun e-mail aux agents',
  emptyText:
    'Les agents sont prévenus par e-mail quand un visiteur attend trop longtemps, si les réglages le prévoient.',
  agent: 'Agent',
  waitingSince: 'Le visiteur attendait depuis',
  replay: 'Renvoyer',
  answered: 'Le visiteur n’attendait plus.',
  notWanted: 'L’agent n’existe plus, n’a pas d’adresse e-mail ou ne veut pas de ces e-mails.',
  switchedOff: 'Les réglages ne prévoient plus de prévenir les agents.',
  addressSuppressed: 'L’adresse de l’agent est bloquée.',
  noSender: 'Le compte n’a pas d’expéditeur.',
  limited: 'L’agent a été prévenu de trop de conversations dans l’heure.',
};
