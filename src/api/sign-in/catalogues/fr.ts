import type { SignInCatalogue } from './en.ts';

export const fr: SignInCatalogue = {
  title: 'Se connecter à la messagerie',
  withProvider: 'Se connecter avec {provider}',
  demo: 'Ceci est la démo\u00A0: rien ne quitte cet ordinateur et aucun mot de passe n’est nécessaire. Qui êtes-vous\u00A0?',
  demoAgent: 'Se connecter en tant que {name}',
  roleAgent: 'répond aux visiteurs',
  roleAdmin: 'répond aux visiteurs et modifie les réglages',
  noAgents: 'Le compte n’a pas encore d’agents. Créez-en un avec PUT /v1/agents/(id).',
  notSetUp:
    'Personne ne peut encore se connecter\u00A0: l’exploitant de ce serveur doit d’abord configurer la connexion. docs/deploy.md explique comment.',
  troubleTitle: 'La connexion a échoué',
  notOurPage: 'La demande ne venait pas de cette page. Veuillez réessayer ici.',
  tooOften: 'Il y a eu trop de tentatives. Veuillez réessayer dans une minute.',
  gone: 'Cet agent n’existe plus. Veuillez en choisir un autre.',
  trouble: 'Un problème est survenu de notre côté. Veuillez réessayer dans quelques minutes.',
  declined: 'La connexion a été interrompue. Veuillez réessayer.',
  expired: 'La connexion a pris trop de temps ou a commencé dans une autre fenêtre. Veuillez réessayer.',
  providerAway: 'Le service de connexion ne répond pas pour le moment. Veuillez réessayer dans quelques minutes.',
  setUp:
    'Le service de connexion et ce serveur ne s’accordent pas. Veuillez prévenir l’exploitant de ce serveur\u00A0: son journal en donne la raison.',
  noRole:
    'Vous êtes connecté, mais aucun de vos rôles ne donne accès à la messagerie. Veuillez en demander un à votre administrateur.',
  noAccount:
    'Vous êtes connecté, mais vous n’appartenez à aucun compte ici. Veuillez vous adresser à votre administrateur.',
  noId: 'Le service de connexion n’indique pas qui vous êtes. Veuillez prévenir l’exploitant de ce serveur.',
  deleted: 'Votre agent a été supprimé. Veuillez demander à un administrateur du compte de le recréer.',
  again: 'Retour à la connexion',
};
