import type { composer as english } from '../en/composer.ts';
import type { Translated } from '../translated.ts';

export const composer: Translated<typeof english> = {
  attach: 'Joindre des fichiers',
  drop: 'Déposez les fichiers pour les joindre',
  remove: 'Retirer {name}',
  uploading: '{percent} envoyés',
  files: 'Fichiers joints',
  tooMany: {
    one: 'Un message accepte {count} fichier au plus.',
    other: 'Un message accepte {count} fichiers au plus.',
  },
  tooLarge: '« {name} » est trop volumineux : les fichiers d’un message peuvent faire {size} en tout.',
  emptyFile: '« {name} » est vide.',
  waitForFiles: 'Attendez la fin de l’envoi des fichiers, ou retirez-les.',
  filesOff: 'Ce compte n’accepte pas de fichiers.',

  canned: 'Réponses toutes prêtes',
  noCanned: 'Aucune réponse toute prête ne commence ainsi.',
  missing: 'Inconnu, donc omis : {what}.',
  cannedHint: 'Tapez « / » et le raccourci pour en utiliser une.',
  saveCanned: 'Enregistrer comme réponse toute prête',
  changeCanned: 'Modifier la réponse toute prête',
  cannedTitle: 'Titre',
  shortcut: 'Raccourci',
  shortcutHint: 'Lettres, chiffres, traits d’union ou traits de soulignement.',
  cannedText: 'Texte',
  placeholders: 'Rempli à l’utilisation : {list}. Avec d’autres mots si c’est inconnu : {example}.',
  shared: 'Pour tous les agents',
  save: 'Enregistrer',
  saved: 'La réponse toute prête est enregistrée.',
  deleted: 'La réponse toute prête est supprimée.',
  edit: 'Modifier « {title} »',
  delete: 'Supprimer « {title} »',
  none: 'Il n’y en a pas encore.',

  answersToo: '{name} répond aussi.',

  original: 'Original',
  showOriginal: 'Afficher l’e-mail d’origine',
  originalTitle: 'L’e-mail tel qu’il est arrivé',
};
