import type { received as english } from '../en/received.ts';
import type { Translated } from '../translated.ts';

export const received: Translated<typeof english> = {
  back: 'Tous les messages non traités',
  noneTitle: 'Aucun message non traité',
  noneText: 'Tout ce qui a été reçu a pu être traité.',
  deadLetter: 'Attend une personne',
  new: 'En cours de traitement',
  done: 'Traité',
  noSender: 'Expéditeur inconnu',
  emailFrom: 'E-mail de {address}',
  original: 'L’e-mail tel qu’il est arrivé',
  receivedAt: 'Réception',
  size: 'Taille',
  files: 'Fichiers',
  keptUntil: 'Conservé jusqu’au',
  replayed: { one: '{count} message est traité à nouveau.', other: '{count} messages sont traités à nouveau.' },
  replayedSome: {
    one: '100 messages sont traités à nouveau. {count} autre correspond : relancez-le.',
    other: '100 messages sont traités à nouveau. {count} autres correspondent : relancez-les.',
  },
  dismissMeans: 'Personne n’a plus à s’en occuper, et il ne peut plus être traité à nouveau.',

  whyBadSignature: 'Le prestataire ne l’a pas signé',
  whyTooLarge: 'Il dépasse 30 Mo (un événement d’un canal : 64 Ko) : son contenu n’a pas été conservé',
  whyUnreadable: 'Il n’a pas pu être lu',
  whyUnknownAddress: 'Il ne répond à aucun de nos e-mails',
  whyExpiredAddress: 'L’adresse à laquelle il a été envoyé a expiré',
  whyRevokedAddress: 'L’adresse à laquelle il a été envoyé a été révoquée',
  whyOtherAccount: 'Son adresse de réponse appartient à un compte et son domaine à un autre',
  whyErased: 'La conversation a été effacée',
  whyOtherSender: 'Il ne vient pas de l’adresse du visiteur, et le compte refuse ces e-mails',
  whyTooMany: 'Trop d’e-mails sont arrivés à son adresse de réponse en une heure',
  whyInternal: 'Il n’a pas pu être traité',

  doBadSignature:
    'Comparez INBOUND_PARSE_PUBLIC_KEYS à la politique de sécurité chez SendGrid. Lisez l’e-mail et relancez-le s’il est authentique.',
  doTooLarge: 'Demandez au visiteur un fichier plus petit ou un lien. Classez ensuite ce message.',
  doUnreadable: 'S’il est lisible ailleurs, signalez le défaut et relancez-le avec la version corrigée.',
  doUnknownAddress: 'C’est le plus souvent un courrier indésirable : classez-le.',
  doExpiredAddress: 'Répondez au visiteur d’une autre manière. Le relancer ne change rien.',
  doOtherAccount: 'Corrigez le domaine de réponse dans les réglages, puis relancez-le.',
  doErased: 'Il n’y a rien à faire : il est supprimé de lui-même.',
  doOtherSender: 'Acceptez d’autres expéditeurs dans les réglages puis relancez-le, ou classez-le.',
  doTooMany:
    'Deux machines se répondent sans doute : classez-le. Relancez une heure plus tard ce qu’une personne a écrit.',
  doInternal:
    'Cherchez son identifiant dans le journal du worker et signalez le défaut. Relancez-le avec la version corrigée.',
};
