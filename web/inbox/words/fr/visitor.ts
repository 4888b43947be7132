import type { visitor as english } from '../en/visitor.ts';
import type { Translated } from '../translated.ts';

export const visitor: Translated<typeof english> = {
  title: 'Visiteur',
  details: 'Fiche du visiteur',
  name: 'Nom',
  email: 'E-mail',
  unknown: 'Inconnu',
  addName: 'Ajouter un nom',
  addEmail: 'Ajouter une adresse',
  changeName: 'Modifier le nom : {value}',
  changeEmail: 'Modifier l’adresse : {value}',
  save: 'Enregistrer',
  nameChanged: 'Le nom a été modifié.',
  emailChanged: 'L’adresse a été modifiée.',
  emailRemoved: 'L’adresse a été supprimée.',
  emailTaken: 'Les réponses sont désormais envoyées à {address}.',
  notAnAddress: 'Ce n’est pas une adresse e-mail.',

  fromContactForm: 'Indiquée dans le formulaire de contact',
  fromAgent: 'Saisie par un agent',
  fromConversation: 'Écrite dans la conversation',
  fromIdentity: 'Celle du compte sur votre site',
  verified: '{source} · vérifiée',
  suggested: 'Dans ses messages : {address}',
  useIt: 'Utiliser cette adresse',
  noAddress: 'Sans adresse, rien ne peut être envoyé par e-mail.',
  askForIt: 'La demander',
  askingSentence: 'Quelle est votre adresse e-mail, pour que nous puissions vous joindre si vous partez ?',

  assignee: 'Attribuée à',
  nobody: 'Personne',
  me: '{name} (vous)',
  assignTo: 'Attribuer la conversation',

  about: 'À propos du visiteur',
  presence: 'Présence',
  leftAt: 'Parti : {time}',
  localTime: 'Heure locale',
  language: 'Langue',
  page: 'Page',
  firstSeen: 'Première visite',

  earlier: 'Autres conversations',
  noEarlier: 'Il n’y en a pas d’autres.',
  earlierFailed: 'Elles n’ont pas pu être chargées.',
  allEarlier: 'Tout afficher',
};
