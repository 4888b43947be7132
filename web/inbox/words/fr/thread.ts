import type { thread as english } from '../en/thread.ts';
import type { Translated } from '../translated.ts';

export const thread: Translated<typeof english> = {
  noneTitle: 'Aucune conversation n’est ouverte',
  noneText: 'Choisissez-en une dans la liste pour la lire et y répondre.',
  keyReply: 'Écrire une réponse',
  keySend: 'Envoyer',
  keyClose: 'Fermer la conversation',
  keyBack: 'Retour à la liste',
};
